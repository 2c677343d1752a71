import Foundation
import LimnArticles
import LimnTemplates

/// Settles the addresses of one page and collects what is wrong with them.
final class PageResolver: MarkdownRenderer.Resolver {
    private(set) var problems: [Problem] = []
    private let page: ContentPage
    private let context: SiteContext
    private let folders: Set<String>
    private let style: AddressStyle
    /// Whether links lead to the Markdown twins.
    private let isTwin: Bool
    private var eagerFigures: Int

    /// - Parameters:
    ///   - page: the page
    ///   - context: the site
    ///   - folders: folders in which the site has a page
    ///   - style: how addresses are written
    ///   - isTwin: whether this is for the Markdown twin
    ///   - eagerFigures: how many figures the browser fetches at once
    init(
        _ page: ContentPage, in context: SiteContext, folders: Set<String>, style: AddressStyle,
        isTwin: Bool = false, eagerFigures: Int = 0
    ) {
        self.page = page
        self.context = context
        self.folders = folders
        self.style = style
        self.isTwin = isTwin
        self.eagerFigures = eagerFigures
    }

    func warn(line: Int, _ message: String, remedy: String) {
        report(line, message, remedy: remedy, severity: .warning)
    }

    private func report(
        _ line: Int, _ message: String, remedy: String, severity: Problem.Severity = .error
    ) {
        problems.append(
            Problem(
                at: SourceLocation(file: page.file, line: line), message, remedy: remedy,
                severity: severity))
    }

    // MARK: Links

    func link(_ address: String, line: Int) -> String? {
        if let scheme = SafeAddress.scheme(of: address) {
            guard ["http", "https", "mailto"].contains(scheme) else {
                report(
                    line, "a link may not begin with '\(scheme):'",
                    remedy: "Links lead to http, https or mailto, or to a page of the site.")
                return nil
            }
            return address
        }
        guard !address.hasPrefix("//"), !address.contains("\\"), !address.isEmpty else {
            report(
                line, "'\(address.prefix(80))' is not an address",
                remedy: "Write the whole address, with https://, or the path of a page.")
            return nil
        }
        let parts = address.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let path = parts[0].removingPercentEncoding ?? String(parts[0])
        let fragment = parts.count > 1 ? parts[1].removingPercentEncoding ?? String(parts[1]) : nil
        if path.isEmpty {
            guard checkFragment(fragment, of: page, line: line) else { return nil }
            let target = "#" + Route.encoded(fragment ?? "")
            // In a feed many pages stand below each other.
            if case .full = style { return style.url(to: page.route.folder) + target }
            return target
        }
        return path.hasSuffix(".md")
            ? link(toFile: path, fragment: fragment, address: address, line: line)
            : link(toFolder: path, fragment: fragment, address: address, line: line)
    }

    private func link(
        toFile path: String, fragment: String?, address: String, line: Int
    ) -> String? {
        let here = page.file.split(separator: "/").map(String.init).dropLast()
        let base = path.hasPrefix("/") ? ["content"] : Array(here)
        guard let file = Self.joined(base, path), file.hasPrefix("content/") else {
            return broken(address, line)
        }
        let key = String(file.dropFirst("content/".count).dropLast(".md".count))
        let target =
            context.content.page(file: file)
            ?? context.content.page(key: key, in: page.language)
            ?? context.content.page(key: key, in: context.configuration.defaultLanguage)
        guard let target else {
            if let absence = context.content.absent[file] {
                warn(
                    line: line, "'\(address)' is \(absence), so the link is left out",
                    remedy: absence.remedy)
                return nil
            }
            return broken(address, line)
        }
        guard checkFragment(fragment, of: target, line: line) else { return nil }
        let file2 = isTwin && target.kind != .list ? "index.md" : ""
        let url = style.url(to: target.route.file(file2))
        return fragment.map { "\(url)#\(Route.encoded($0))" } ?? url
    }

    private func link(
        toFolder path: String, fragment: String?, address: String, line: Int
    ) -> String? {
        let base = path.hasPrefix("/") ? [] : page.route.segments
        guard let joined = Self.joined(base, path) else { return broken(address, line) }
        let folder = joined.isEmpty || joined.hasSuffix("/") ? joined : joined + "/"
        guard folders.contains(folder) else { return broken(address, line) }
        let url = style.url(to: folder)
        return fragment.map { "\(url)#\(Route.encoded($0))" } ?? url
    }

    private func checkFragment(_ fragment: String?, of target: ContentPage, line: Int) -> Bool {
        guard let fragment, !fragment.isEmpty else { return true }
        let ids = context.outlines[target.file]?.headings.map(\.id) ?? []
        if ids.contains(fragment) { return true }
        report(
            line, "\(target.file) has no heading '#\(fragment)'",
            remedy: ids.isEmpty
                ? "It has no headings." : "It has: #\(ids.joined(separator: ", #")).")
        return false
    }

    private func broken(_ address: String, _ line: Int) -> String? {
        report(
            line, "the link '\(address.prefix(120))' leads to no page of the site",
            remedy: "Write the path of a Markdown file, for instance other.en.md.")
        return nil
    }

    /// Applies `.` and `..`; `nil` when the path leads out of the top.
    private static func joined(_ base: [String], _ path: String) -> String? {
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
        return path.hasSuffix("/") && !text.isEmpty ? text + "/" : text
    }

    // MARK: Pictures

    func html(for picture: MarkdownOutline.Picture) -> String? {
        guard let found = context.pictures[page.file]?[picture.address] else { return nil }
        let view = figureView(found, picture)
        guard picture.isFigure else {
            return
                "<img class=\"inline\" src=\"\(view.src.escapedForMarkup)\" width=\"\(view.width)\""
                + " height=\"\(view.height)\" loading=\"lazy\" decoding=\"async\""
                + " alt=\"\(view.alt.escapedForMarkup)\">"
        }
        do {
            return try context.templates.render(view, with: "partials/figure")
        } catch {
            problems.append(contentsOf: [error as? Problem].compactMap { $0 })
            return nil
        }
    }

    func markdown(for picture: MarkdownOutline.Picture) -> String? {
        guard let found = context.pictures[page.file]?[picture.address] else { return nil }
        let view = figureView(found, picture)
        let url = style.url(to: "pictures/\(found.published.variant(atLeast: 960).name)")
        let alt = MarkdownText.escaped(view.alt)
        let caption = view.caption ?? ""
        let title = caption.isEmpty ? "" : " \"\(MarkdownText.escaped(caption, signs: "\"\\"))\""
        let image = "![\(alt)](\(url)\(title))"
        guard picture.isFigure else { return image }
        let credit = [view.credit, view.licence].compactMap { $0 }.joined(separator: ", ")
        let texts = [caption, credit.isEmpty ? "" : "(\(credit))"].filter { !$0.isEmpty }
            .map { MarkdownText.escaped($0) }
        return texts.isEmpty ? image : "\(image)\n\n\(texts.joined(separator: " "))"
    }

    private func figureView(
        _ found: SiteContext.Picture, _ picture: MarkdownOutline.Picture
    ) -> FigureView {
        let isEager = picture.isFigure && eagerFigures > 0
        if isEager { eagerFigures -= 1 }
        return context.figure(
            found, alt: picture.alternativeText, caption: picture.caption,
            language: page.language, style: style, isEager: isEager,
            layout: PictureLayout.split(picture.address).layout)
    }
}
