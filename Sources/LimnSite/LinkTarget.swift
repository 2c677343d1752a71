import Foundation
import LimnArticles

/// What an address in a page's text leads to.
enum LinkTarget {
    /// A page made from a file.
    case page(ContentPage)
    /// A folder of the site without a file of its own, such as a tag's list.
    case folder(String)
    /// A file beside a page that is published under the same path.
    case file(URL, path: String)
    /// A file of `static/`, or a redirect.
    case path(String)
    /// A page that is left out.
    case absent(String, PageSelection.Absence)
}

/// Finds what addresses lead to.
final class LinkFinder {
    let context: SiteContext
    let page: ContentPage
    /// Folders in which the site has a page.
    let folders: Set<String>
    /// Whether it mattered what files there are in `content/` beside the pages.
    private(set) var hasLookedAtFiles = false

    init(context: SiteContext, page: ContentPage, folders: Set<String>) {
        self.context = context
        self.page = page
        self.folders = folders
    }

    /// The target of a path without scheme, query and fragment; `nil` where there is none.
    ///
    /// Tried in this order: a Markdown file from the page's own folder or from `content/`; a folder
    /// of the site, seen from the page's address; a page whose file has that name without `.md`; a
    /// file beside the page; a file of `static/`; a page whose address differs in capitals only.
    func target(of path: String) -> LinkTarget? {
        let isRooted = path.hasPrefix("/")
        let here = page.file.split(separator: "/").map(String.init).dropLast()
        let file = Self.joined(isRooted ? ["content"] : Array(here), path)
        if path.hasSuffix(".md") || path.hasSuffix(".markdown") {
            return file.flatMap { markdown(at: $0) }
        }
        if let address = Self.joined(isRooted ? [] : page.route.segments, path),
            let found = folder(at: address)
        {
            return found
        }
        if let file {
            let name = file.hasSuffix("/") ? String(file.dropLast()) : file
            let stem = name.hasSuffix(".html") ? String(name.dropLast(5)) : name
            for candidate in ["\(stem).md", "\(stem)/index.md", "\(stem)/_index.md"] {
                if let found = markdown(at: candidate) { return found }
            }
            if let found = contentFile(at: file) { return found }
        }
        if let address = Self.joined(isRooted ? [] : page.route.segments.dropLast(), path),
            context.staticFiles.paths.contains(address)
        {
            return .path(address)
        }
        // Hugo writes addresses in lower case, and some servers and disks do not care.
        let folders = [Self.joined(isRooted ? [] : page.route.segments, path), file?.belowContent]
        let content = context.content
        return folders.compactMap { $0 }.lazy.compactMap {
            content.page(foldedFolder: $0.hasSuffix("/") ? $0 : $0 + "/")
        }.first.map { .page($0) }
    }

    /// The page that Hugo's `ref` means: like a link, or else the one page of that name anywhere.
    func target(ofReference path: String) -> LinkTarget? {
        if let found = target(of: path) { return found }
        let isNamed = path.hasSuffix(".md") || path.hasSuffix(".markdown")
        if !isNamed, let found = target(of: path + ".md") { return found }
        if !path.hasPrefix("/"), let found = target(of: "/" + path + (isNamed ? "" : ".md")) {
            return found
        }
        let name = path.split(separator: "/").last.map(String.init) ?? ""
        let stem =
            isNamed ? String(name.prefix(upTo: name.lastIndex(of: ".") ?? name.endIndex)) : name
        return context.content.page(named: stem, in: page.language).map { .page($0) }
    }

    private func markdown(at file: String) -> LinkTarget? {
        guard file.hasPrefix("content/"), let dot = file.lastIndex(of: ".") else { return nil }
        let key = String(file[file.index(file.startIndex, offsetBy: 8)..<dot])
        let content = context.content
        let found =
            content.page(file: file) ?? content.page(key: key, in: page.language)
            ?? content.page(key: key, in: context.configuration.defaultLanguage)
        if let found { return .page(found) }
        return content.absent[file].map { .absent(file, $0) }
    }

    private func folder(at address: String) -> LinkTarget? {
        var folder = address.isEmpty || address.hasSuffix("/") ? address : address + "/"
        if folder.hasSuffix("/index.html/") || folder == "index.html/" {
            folder = String(folder.dropLast("index.html/".count))
        } else if folder.hasSuffix(".html/"), !context.staticFiles.paths.contains(address) {
            folder = folder.dropLast(".html/".count) + "/"
        }
        if let page = context.content.page(folder: folder) { return .page(page) }
        if folders.contains(folder) { return .folder(folder) }
        if context.redirects[folder + "index.html"] != nil { return .folder(folder) }
        return context.redirects[address] == nil ? nil : .path(address)
    }

    /// A file in `content/` that is published because a page leads to it.
    private func contentFile(at file: String) -> LinkTarget? {
        guard file.hasPrefix("content/") else { return nil }
        let path = String(file.dropFirst("content/".count))
        let name = path.split(separator: "/").last ?? ""
        hasLookedAtFiles = true
        let isOwn = name.hasSuffix(".md") || name.hasSuffix(".record.json") || name.hasPrefix(".")
        guard !isOwn,
            let url = ContainedPath.resolve(path, in: context.configuration.contentFolder),
            FileStamp(url) != nil
        else { return nil }
        return .file(url, path: path)
    }

    /// Applies `.` and `..`; `nil` when the path leads out of the top.
    static func joined(_ base: [String], _ path: String) -> String? {
        var segments = base
        for part in path.split(separator: "/") {
            switch part {
            case ".": break
            case "..":
                guard segments.popLast() != nil else { return nil }
            default: segments.append(String(part))
            }
        }
        let text = segments.joined(separator: "/")
        let isFolder =
            path.hasSuffix("/") || path == "." || path == ".." || path.hasSuffix("/..")
            || path.hasSuffix("/.")
        return isFolder && !text.isEmpty ? text + "/" : text
    }

    /// The page whose file's name is nearest to a path that leads nowhere, as a link to it.
    func suggestion(for path: String) -> String? {
        let pages = context.content.pages
        guard pages.count <= 20_000 else { return nil }
        let wanted = path.split(separator: "/").last.map(String.init) ?? path
        var files: [String: String] = [:]
        for page in pages {
            let name = page.file.split(separator: "/").last.map(String.init) ?? page.file
            if files[name].map({ page.file < $0 }) ?? true { files[name] = page.file }
        }
        let isFile = wanted.hasSuffix(".md")
        let near = Nearest.name(to: isFile ? wanted : wanted + ".md", among: files.keys)
        return near.flatMap { files[$0] }.map { "/" + $0.dropFirst("content/".count) }
    }
}

extension String {
    /// A file's path in `content/`.
    fileprivate var belowContent: String? {
        hasPrefix("content/") ? String(dropFirst("content/".count)) : nil
    }
}
