import Foundation
import LimnArticles

/// What `limn.yml` says.
///
/// ```yaml
/// title: Field Notes
/// base_url: https://example.org/notes/
/// languages: [en, zh]
/// library: {folders: [pictures], exclude: ["**/cartoon/**"]}
/// translations:
///   zh: {title: 田野札记}
/// ```
public struct SiteConfiguration: Sendable, Hashable {
    /// The site's texts in one language.
    public struct Texts: Sendable, Hashable {
        /// The site's name.
        public let title: String
        /// What the site is.
        public let description: String?
        /// Who answers for it.
        public let author: String?
    }

    /// The folder that holds `limn.yml`.
    public let root: URL
    /// The address of the site, ending with a slash.
    public let baseURL: String
    /// The languages, the default one first.
    public let languages: [LanguageTag]
    /// Folders of the image library, relative to the root.
    public let libraryFolders: [String]
    /// Patterns of library files to leave out.
    public let libraryExclude: [String]
    /// Whether library pictures without a licence are neither proposed nor published.
    public let libraryRequiresLicence: Bool
    /// The model that looks at the library's pictures: a name, or a folder or file relative to the root.
    public let libraryLooker: String?
    /// The model that writes: a name, or a file or published folder relative to the root.
    public let model: String?
    /// Whether it keeps keys and values in 8 bits, which takes half of the memory.
    public let keepsBytes: Bool
    /// The model that sees, which chooses and describes pictures by looking at them: a name, or a folder
    /// or file relative to the root.
    public let viewer: String?
    /// The model that finds pictures.
    public let embedder: String?
    /// Columns of the sizes in which pictures are published.
    public let pictureWidths: [Int]
    /// Names of tags by language, where they differ from the tag.
    public let tagNames: [String: [LanguageTag: String]]
    /// What pages are sorted into, beside sections.
    public let taxonomies: [TaxonomyName]
    /// The order of lists that choose none.
    public let order: ListOrder
    /// How many entries a page of a list has; 0 puts all on one.
    public let pageSize: Int
    /// How Markdown is read.
    public let markdown: MarkdownOptions
    /// Menus by language, where the site has its own.
    public let menus: [LanguageTag: [MenuEntry]]
    /// Whether what is wrong with links and pictures is only warned of.
    public let leniency: Leniency
    /// Commands to run around a render.
    public let hooks: BuildHooks
    /// How strongly pictures are compressed.
    public let pictureQuality: PictureQuality
    /// Whether HTML and style sheets are published without needless blanks and comments.
    public let minifies: Bool
    /// Whether there is a search page with its index.
    public let hasSearch: Bool
    private let texts: [LanguageTag: Texts]
    /// Stands for all of it.
    let key: RenderKey

    /// The default language.
    public var defaultLanguage: LanguageTag { languages.first ?? .english }
    /// Manuscripts, briefs and hand-written pages.
    public let contentFolder: URL
    /// Its path, which is asked for once a page.
    let contentPath: String
    /// Templates and assets.
    public let templatesFolder: URL
    /// The rendered site.
    public let outputFolder: URL
    /// Everything that can be made again.
    public let cacheFolder: URL

    /// The name of the file.
    public static let fileName = "limn.yml"

    private static let knownKeys = [
        "title", "description", "author", "base_url", "languages", "translations", "library",
        "model", "cache", "viewer", "embedder", "picture_widths", "tag_names", "taxonomies",
        "sort", "page_size",
        "markdown", "menu", "lenient", "hooks", "picture_quality", "minify", "search",
    ]

    /// The site's texts in a language; the default language's where there is no translation.
    public func texts(in language: LanguageTag) -> Texts {
        texts[language] ?? texts[defaultLanguage] ?? Texts(title: "", description: nil, author: nil)
    }

    /// Reads `limn.yml` in a folder.
    ///
    /// - Throws: a `ProblemList` with everything that is wrong in it
    public static func read(in root: URL) throws -> SiteConfiguration {
        let file = root.appending(path: fileName)
        guard let data = try? Data(contentsOf: file) else {
            throw ProblemList([
                Problem(
                    at: SourceLocation(file: fileName), "there is no \(fileName) in this folder",
                    remedy: "Run limn in the folder of your site, or name it with --directory.")
            ])
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw ProblemList([
                Problem(
                    at: SourceLocation(file: fileName), "the file is not UTF-8",
                    remedy: "Save it as UTF-8.")
            ])
        }
        return try SiteConfiguration(yaml: text, root: root)
    }

    /// Reads the text of `limn.yml`.
    ///
    /// - Throws: a `ProblemList` with everything that is wrong in it
    public init(yaml: String, root: URL) throws {
        var problems = ProblemList()
        let matter: FrontMatter
        do {
            matter = try FrontMatter(yaml: yaml, file: Self.fileName)
        } catch let problem as Problem {
            throw ProblemList([problem])
        }
        problems.append(contentsOf: matter.unknownKeys(known: Self.knownKeys))

        self.root = root
        key = RenderKey([yaml, root.path])
        contentFolder = root.appending(path: "content", directoryHint: .isDirectory)
        contentPath = contentFolder.path
        templatesFolder = root.appending(path: "templates", directoryHint: .isDirectory)
        outputFolder = root.appending(path: "site", directoryHint: .isDirectory)
        cacheFolder = root.appending(path: ".limn", directoryHint: .isDirectory)
        languages =
            try problems.collect { try matter.languages("languages") }?.flatMap {
                $0.isEmpty ? nil : $0
            } ?? [.english]
        baseURL = try problems.collect { try Self.baseURL(matter) } ?? "http://localhost/"
        model = try problems.collect { try matter.string("model") } ?? nil
        keepsBytes = try (problems.collect { try Self.keepsBytes(matter) } ?? nil) ?? false
        viewer = try problems.collect { try matter.string("viewer") } ?? nil
        embedder = try problems.collect { try matter.string("embedder") } ?? nil
        pictureWidths =
            try (problems.collect { try Self.widths(matter) } ?? nil) ?? Self.defaultPictureWidths

        pictureQuality = try (problems.collect { try Self.quality(matter) } ?? nil) ?? .measured
        minifies = try (problems.collect { try matter.boolean("minify") } ?? nil) ?? true
        hasSearch = try (problems.collect { try matter.boolean("search") } ?? nil) ?? true

        let library = try problems.collect { try matter.group("library") } ?? nil
        if let library {
            problems.append(
                contentsOf: library.unknownKeys(known: [
                    "folders", "exclude", "require_licence", "looker",
                ]))
        }
        libraryFolders = try (problems.collect { try library?.strings("folders") } ?? nil) ?? []
        libraryExclude = try (problems.collect { try library?.strings("exclude") } ?? nil) ?? []
        libraryRequiresLicence =
            try (problems.collect { try library?.boolean("require_licence") } ?? nil) ?? false
        libraryLooker = try problems.collect { try library?.string("looker") } ?? nil

        let read = Self.translations(matter, languages: languages)
        texts = read.texts
        problems.append(contentsOf: read.problems.problems)
        let names = Self.tagNames(matter, languages: languages)
        tagNames = names.names
        problems.append(contentsOf: names.problems.problems)
        taxonomies = try problems.collect { try TaxonomyName.read(matter) } ?? []
        order = try (problems.collect { try ListOrder(in: matter) } ?? nil) ?? .automatic
        pageSize =
            try (problems.collect { try matter.integer("page_size", in: 0...10_000) } ?? nil) ?? 20
        markdown = try problems.collect { try MarkdownOptions(matter) } ?? MarkdownOptions()
        let spoken = languages
        menus = try problems.collect { try MenuEntry.read(matter, languages: spoken) } ?? [:]
        leniency = try problems.collect { try Leniency(matter) } ?? Leniency()
        hooks = try problems.collect { try BuildHooks(matter) } ?? BuildHooks()
        try problems.throwIfErrors()
    }

    private static let defaultPictureWidths = [480, 960, 1600]

    private static func translations(
        _ matter: FrontMatter, languages: [LanguageTag]
    ) -> (texts: [LanguageTag: Texts], problems: ProblemList) {
        var problems = ProblemList()
        var found: [LanguageTag: Texts] = [:]
        let main = problems.attempt { try texts(matter, fallback: nil) }
        found[languages[0]] = main
        guard let group = problems.attempt({ try matter.group("translations") }) ?? nil else {
            return (found, problems)
        }
        problems.append(contentsOf: group.unknownKeys(known: languages.map(\.code)))
        for language in languages {
            guard let own = problems.attempt({ try group.group(language.code) }) ?? nil else {
                continue
            }
            problems.append(
                contentsOf: own.unknownKeys(known: ["title", "description", "author", "menu"]))
            found[language] = problems.attempt { try texts(own, fallback: main) }
        }
        return (found, problems)
    }

    private static func tagNames(
        _ matter: FrontMatter, languages: [LanguageTag]
    ) -> (names: [String: [LanguageTag: String]], problems: ProblemList) {
        var problems = ProblemList()
        var names: [String: [LanguageTag: String]] = [:]
        guard let group = problems.attempt({ try matter.group("tag_names") }) ?? nil else {
            return (names, problems)
        }
        for entry in group.entries {
            guard let own = problems.attempt({ try group.group(entry.key) }) ?? nil else {
                continue
            }
            problems.append(contentsOf: own.unknownKeys(known: languages.map(\.code)))
            for language in languages {
                let name = problems.attempt { try own.string(language.code) }
                names[entry.key, default: [:]][language] = name ?? nil
            }
        }
        return (names, problems)
    }

    private static func texts(_ matter: FrontMatter, fallback: Texts?) throws -> Texts {
        guard let title = try matter.string("title") ?? fallback?.title else {
            throw Problem(
                at: SourceLocation(file: fileName, line: 1), "the site has no title",
                remedy: "Write for example: title: Field Notes")
        }
        return Texts(
            title: title, description: try matter.string("description") ?? fallback?.description,
            author: try matter.string("author") ?? fallback?.author)
    }

    private static func baseURL(_ matter: FrontMatter) throws -> String {
        guard let text = try matter.string("base_url") else {
            throw Problem(
                at: SourceLocation(file: fileName, line: 1), "there is no base_url",
                remedy: "Write for example: base_url: https://example.org/")
        }
        guard let parts = URLComponents(string: text), ["http", "https"].contains(parts.scheme),
            parts.host?.isEmpty == false, parts.query == nil, parts.fragment == nil
        else {
            throw matter.problem(
                "base_url", "'\(text.prefix(80))' is not the address of a site",
                remedy: "Write for example: base_url: https://example.org/")
        }
        return text.hasSuffix("/") ? text : text + "/"
    }

    private static func keepsBytes(_ matter: FrontMatter) throws -> Bool? {
        guard let text = try matter.string("cache") else { return nil }
        guard ["f16", "q8"].contains(text) else {
            throw matter.problem(
                "cache", "'\(text.prefix(40))' is not a way to keep keys and values",
                remedy: "Write f16, or q8 for half of the memory.")
        }
        return text == "q8"
    }

    private static func quality(_ matter: FrontMatter) throws -> PictureQuality? {
        guard let text = try matter.string("picture_quality") else { return nil }
        if text == "auto" { return .measured }
        guard let quality = Int(text), (1...100).contains(quality) else {
            throw matter.problem(
                "picture_quality", "'\(text.prefix(40))' is not a quality of pictures",
                remedy: "Write auto, or a number from 1 to 100.")
        }
        return .fixed(quality)
    }

    private static func widths(_ matter: FrontMatter) throws -> [Int]? {
        guard let texts = try matter.strings("picture_widths") else { return nil }
        let widths = texts.compactMap { Int($0) }
        guard !widths.isEmpty, widths.count == texts.count, widths.count <= 8,
            widths.allSatisfy({ (16...8192).contains($0) })
        else {
            throw matter.problem(
                "picture_widths", "picture widths are up to eight numbers from 16 to 8192",
                remedy: "Write for example: picture_widths: [480, 960, 1600]")
        }
        return widths.sorted()
    }
}

extension ProblemList {
    /// Runs `body` and keeps what it throws, for code that throws nothing but problems.
    fileprivate mutating func attempt<Value>(_ body: () throws -> Value) -> Value? {
        do {
            return try collect(body)
        } catch {
            append(
                Problem(
                    at: SourceLocation(file: SiteConfiguration.fileName), "cannot be read: \(error)"
                ))
            return nil
        }
    }
}
