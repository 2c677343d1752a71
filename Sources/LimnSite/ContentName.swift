import LimnArticles

/// What the path of a file in `content/` says: `guides/savanna.zh.md`, `zh/guides/savanna.md`,
/// `_posts/2026-05-31-savanna.md`.
struct ContentName: Sendable, Hashable {
    /// What kind of place the file has in its folder.
    enum Role: String, Sendable {
        /// A page beside others.
        case page
        /// `index.md` alone in its folder: the folder's pictures and files are the page's.
        case bundle
        /// `_index.md`, or `index.md` with other pages beside or below it: the folder's own page.
        case section
    }

    let language: LanguageTag
    /// The same for all languages of a page: the folders and the name.
    let key: String
    let role: Role
    /// The folders that the page lies in, as the site has them.
    let folder: [String]
    /// The last part of the address; `nil` where the folder's own address is the page's.
    let name: String?
    /// The day in a file name such as `_posts/2026-05-31-savanna.md`.
    let day: String?
    /// Whether the file lies in `_drafts`.
    let isDraft: Bool

    /// - Parameters:
    ///   - path: the path in `content/`, ending with `.md` or `.markdown`
    ///   - paths: what else there is in `content/`
    init(
        path: String, among paths: ContentPaths, in configuration: SiteConfiguration
    ) throws {
        var parts = path.split(separator: "/").map(String.init)
        var name = parts.popLast() ?? ""
        name = String(name.dropLast(name.hasSuffix(".markdown") ? 9 : 3))
        var language = configuration.defaultLanguage
        if configuration.languages.count > 1, let first = parts.first,
            let tag = LanguageTag(first), configuration.languages.contains(tag)
        {
            language = tag
            parts.removeFirst()
        }
        if let dot = name.lastIndex(of: ".") {
            let ending = String(name[name.index(after: dot)...])
            if let tag = LanguageTag(ending), configuration.languages.contains(tag) {
                language = tag
                name = String(name[..<dot])
            } else if ending.count == 2, LanguageTag(ending) != nil {
                throw Problem(
                    at: SourceLocation(file: "content/" + path),
                    "the language '\(ending)' is not one of the site's",
                    remedy: "Add it to 'languages' in limn.yml, or rename the file.")
            }
        }
        self.language = language
        key = (parts + [name]).joined(separator: "/")
        isDraft = parts.contains("_drafts")
        let isPost = parts.contains("_posts")
        folder = parts.filter { $0 != "_posts" && $0 != "_drafts" }
        if isPost, name.count > 11, name.dropFirst(10).first == "-",
            let time = Timestamp(String(name.prefix(10)))
        {
            day = time.day
            self.name = String(name.dropFirst(11))
            role = .page
            return
        }
        day = nil
        if name == "_index" {
            role = .section
            self.name = nil
        } else if name == "index" || (name.lowercased() == "readme" && paths.isReadme(path)) {
            // The page at the top is a page in its own right.
            role = folder.isEmpty ? .page : paths.hasPagesBeside(path) ? .section : .bundle
            self.name = nil
        } else {
            role = .page
            self.name = name
        }
    }

    /// A name that was read before.
    init(
        language: LanguageTag, key: String, role: Role, folder: [String], name: String?,
        day: String?, isDraft: Bool
    ) {
        self.language = language
        self.key = key
        self.role = role
        self.folder = folder
        self.name = name
        self.day = day
        self.isDraft = isDraft
    }

    /// Whether what a path says depends on what else there is in `content/`.
    static func dependsOnOthers(_ path: String) -> Bool {
        let start = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
        let name = path[start...]
        return name.hasPrefix("index.") || name.prefix(7).lowercased() == "readme."
    }

    /// The folders to whose list the page belongs.
    var section: [String] { role == .bundle ? folder.dropLast() : folder }
}

/// The Markdown files in `content/`, as far as one file's meaning depends on the others.
struct ContentPaths: Sendable, Hashable {
    /// Paths in `content/`, sorted.
    let all: [String]
    /// Folders with pages besides their own `index.md`, at any depth.
    private let busyFolders: Set<String>
    private let indexedFolders: Set<String>

    init(_ all: [String]) {
        self.all = all
        var busy: Set<String> = []
        var indexed: Set<String> = []
        for path in all {
            var folder = path[..<(path.lastIndex(of: "/") ?? path.startIndex)]
            let name = path[
                (folder.endIndex == path.startIndex
                    ? path.startIndex : path.index(after: folder.endIndex))...]
            let stem = name.prefix { $0 != "." }
            if stem == "index" || stem == "_index" { indexed.insert(String(folder)) }
            // A bundle's own page makes the folders above it busy, not its own.
            if stem == "index" || stem == "_index" {
                folder = folder[..<(folder.lastIndex(of: "/") ?? folder.startIndex)]
            }
            while busy.insert(String(folder)).inserted, !folder.isEmpty {
                folder = folder[..<(folder.lastIndex(of: "/") ?? folder.startIndex)]
            }
        }
        busyFolders = busy
        indexedFolders = indexed
    }

    private static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
    }

    func hasPagesBeside(_ path: String) -> Bool { busyFolders.contains(Self.folder(of: path)) }

    /// Whether a `README.md` stands for its folder, since there is no index.
    func isReadme(_ path: String) -> Bool { !indexedFolders.contains(Self.folder(of: path)) }
}
