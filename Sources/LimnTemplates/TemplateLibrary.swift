import Foundation
import LimnArticles
import Mustache

/// All templates of a site, parsed once and safe to render from many tasks.
///
/// ```swift
/// let library = try TemplateLibrary(folder: url, languages: [.english, .chinese])
/// try library.check(["article": ArticlePage.schema])
/// let html = try library.render(page, with: "article")
/// ```
public struct TemplateLibrary: Sendable {
    /// The texts of the interface, by language.
    public let strings: [LanguageTag: InterfaceStrings]
    private let sources: [String: TemplateSource]
    /// The templates for the fast path; `nil` when one of them needs the reference.
    private let program: TemplateProgram?
    /// The same for the reference, where that is needed.
    private let library: MustacheLibrary?

    private static let mostBytes = 1 << 20

    /// Reads `*.mustache` in a folder and below, and `strings.LANG.yml` for each language.
    ///
    /// - Parameters:
    ///   - folder: the folder of templates
    ///   - name: what messages call the folder
    ///   - languages: the site's languages; the strings of the first one set the names
    /// - Throws: a `ProblemList` with everything that is wrong
    public init(folder: URL, name: String = "templates", languages: [LanguageTag]) throws {
        var problems = ProblemList()
        var sources: [String: TemplateSource] = [:]
        var compiled: [String: CompiledTemplate] = [:]
        let files = try Self.files(in: folder, name: name)
        for path in files where path.hasSuffix(".mustache") {
            let template = String(path.dropLast(".mustache".count))
            let source = try problems.collect {
                let text = try Self.read(folder.appending(path: path), name: "\(name)/\(path)")
                let source = try TemplateSource(
                    name: template, file: "\(name)/\(path)", text: text)
                compiled[template] = CompiledTemplate(source.text)
                // What is wrong with it is for the reference to say.
                if compiled[template] == nil { _ = try Self.parse(source) }
                return source
            }
            sources[template] = source ?? sources[template]
        }
        var strings: [LanguageTag: InterfaceStrings] = [:]
        for language in languages {
            let file = "strings.\(language).yml"
            strings[language] = try problems.collect {
                let text = try Self.read(folder.appending(path: file), name: "\(name)/\(file)")
                return try InterfaceStrings(
                    yaml: text, file: "\(name)/\(file)", language: language)
            }
        }
        if let first = languages.first.flatMap({ strings[$0] }) {
            for other in languages.dropFirst().compactMap({ strings[$0] }) {
                problems.append(contentsOf: other.differences(from: first))
            }
        }
        try problems.throwIfErrors()
        self.sources = sources
        let isCompiled = compiled.count == sources.count
        program = isCompiled ? TemplateProgram(compiled) : nil
        library = isCompiled ? nil : try Self.library(sources)
        self.strings = strings
    }

    /// All templates as text, name by name: equal texts render equal views alike.
    public var text: String {
        sources.sorted { $0.key < $1.key }.map { "\($0.key)\0\($0.value.text)\0" }.joined()
    }

    /// The files of interface texts in all languages.
    public var stringsText: String {
        strings.sorted { $0.key < $1.key }.map { "\($0.key)\0\($0.value.source)\0" }.joined()
    }

    /// Checks that each template uses only names that exist.
    ///
    /// - Parameters:
    ///   - entries: the templates that will be rendered, with what they are rendered with
    ///   - texts: more names that come from files, by the field that offers them
    /// - Throws: a `ProblemList` with file and line for each misspelt name or missing partial
    public func check(
        _ entries: [String: TemplateSchema], texts: [String: Set<String>] = [:]
    ) throws {
        try ProblemList(run(entries, texts: texts).problems).throwIfErrors()
    }

    /// Everything that is wrong with the templates, with a warning for each that nothing uses.
    ///
    /// - Parameters:
    ///   - entries: the templates that will be rendered, with what they are rendered with
    ///   - texts: more names that come from files, by the field that offers them
    ///   - alsoUsed: beginnings of names of templates that content may call
    public func problems(
        _ entries: [String: TemplateSchema], texts: [String: Set<String>] = [:],
        alsoUsed: [String] = []
    ) -> [Problem] {
        let checker = run(entries, texts: texts)
        let unused = sources.keys.filter { name in
            !checker.used.contains(name) && !alsoUsed.contains { name.hasPrefix($0) }
        }
        let warnings = unused.compactMap { sources[$0] }.map { source in
            Problem(
                at: SourceLocation(file: source.file, line: 1), "nothing uses this template",
                remedy: "Delete it, or include it with {{>\(source.name)}}.", severity: .warning)
        }
        return ProblemList(checker.problems + warnings).problems
    }

    /// Whether there is a template of a name.
    public func contains(_ name: String) -> Bool { sources[name] != nil }

    /// The names of all templates, sorted.
    public var names: [String] { sources.keys.sorted() }

    private func run(
        _ entries: [String: TemplateSchema], texts: [String: Set<String>]
    ) -> TemplateChecker {
        var texts = texts
        texts["strings"] = Set(strings.values.flatMap(\.texts.keys))
        var checker = TemplateChecker(sources: sources, texts: texts)
        for (name, schema) in entries.sorted(by: { $0.key < $1.key }) {
            checker.check(name, against: schema)
        }
        return checker
    }

    /// Renders a view.
    ///
    /// - Throws: a `Problem` when there is no such template
    public func render(_ view: some TemplateView, with name: String) throws -> String {
        String(decoding: try bytes(of: view, with: name), as: UTF8.self)
    }

    /// Renders a view as UTF-8.
    ///
    /// - Throws: a `Problem` when there is no such template
    public func bytes(of view: some TemplateView, with name: String) throws -> [UInt8] {
        guard let program else { return Array(try renderByReference(view, with: name).utf8) }
        var renderer = TemplateRenderer(program)
        guard let bytes = renderer.render(view, with: name) else { throw Self.missing(name) }
        return bytes
    }

    /// Whether templates are rendered by a ``TemplateProgram``.
    var isCompiled: Bool { program != nil }

    /// Renders a view by swift-mustache, against which the fast path is tested.
    func renderByReference(_ view: some TemplateView, with name: String) throws -> String {
        let library = try library ?? Self.library(sources)
        guard let text = library.render(TemplateObject(view: view), withTemplate: name) else {
            throw Self.missing(name)
        }
        return text
    }

    private static func library(_ sources: [String: TemplateSource]) throws -> MustacheLibrary {
        var library = MustacheLibrary()
        for (name, source) in sources { library.register(try parse(source), named: name) }
        return library
    }

    private static func missing(_ name: String) -> Problem {
        Problem(
            at: SourceLocation(file: "templates/\(name).mustache"), "the template does not exist",
            remedy: "Limn needs it. Write Limn's own: limn templates")
    }

    private static func parse(_ source: TemplateSource) throws -> MustacheTemplate {
        do {
            // Values arrive escaped, see TemplateObject.
            return try MustacheTemplate(string: "{{% CONTENT_TYPE:TEXT}}" + source.text)
        } catch let error as MustacheTemplate.ParserError {
            throw Problem(
                at: SourceLocation(file: source.file, line: error.context.lineNumber),
                "this is not a Mustache template: \(error.error)",
                remedy: "Check the tags in this line.")
        }
    }

    private static func files(in folder: URL, name: String) throws -> [String] {
        guard
            let walker = FileManager.default.enumerator(
                atPath: folder.resolvingSymlinksInPath().path),
            FileManager.default.fileExists(atPath: folder.path)
        else {
            throw Problem(
                at: SourceLocation(file: name), "the folder of templates does not exist",
                remedy: "Write Limn's own: limn templates")
        }
        return walker.compactMap { $0 as? String }.sorted()
    }

    private static func read(_ url: URL, name: String) throws -> String {
        guard let data = try? Data(contentsOf: url) else {
            throw Problem(
                at: SourceLocation(file: name), "the file does not exist or cannot be read",
                remedy:
                    "Write what is missing of Limn's own with: limn templates. For another language, "
                    + "translate strings.en.yml.")
        }
        guard data.count <= mostBytes, let text = String(validating: data, as: UTF8.self) else {
            throw Problem(
                at: SourceLocation(file: name), "the file is not UTF-8 text of at most 1 MiB",
                remedy: "Save it as UTF-8.")
        }
        guard text.utf8.contains(UInt8(ascii: "\r")) else { return text }
        return text.replacingOccurrences(of: "\r\n", with: "\n")
    }
}
