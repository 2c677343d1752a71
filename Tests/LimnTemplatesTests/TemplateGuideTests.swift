import Foundation
import LimnTemplates
import Testing

/// `Documentation/Guide/templates.md` against the sources, so that it cannot go stale.
@Suite("The guide to templates")
struct TemplateGuideTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    private static let guide = root.appending(path: "Documentation/Guide/templates.md")
    private static let views = root.appending(path: "Sources/LimnTemplates/Views")

    private struct View {
        let name: String
        let about: String
        let fields: [(name: String, kind: String, about: String)]
    }

    private static let kinds = [
        "text": "text", "optional": "text or nothing", "html": "HTML",
        "optionalHTML": "HTML or nothing", "flag": "yes or no", "list": "list of",
        "group": "", "optionalGroup": "or nothing:", "texts": "texts by name",
        "sharedTexts": "texts by name",
        "open": "values of any names",
    ]

    /// Reads a view's source: the comments of its properties, and the names for templates.
    private static func view(_ source: String) throws -> View {
        let type = try #require(
            source.firstMatch(of: /((?:\/\/\/ .*\n)+)public struct (\w+): TemplateView/))
        var comments: [String: (about: String, type: String)] = [:]
        for match in source.matches(
            of: /((?: {4}\/\/\/ .*\n)+) {4}public (?:var|let) (\w+): (.+)\n/)
        {
            let type = match.3.filter { $0.isLetter }
            comments[String(match.2)] = (prose(match.1), String(type))
        }
        let fields = try source.matches(of: /\n {8}\.(\w+)\("(\w+)"\) \{ \$0\.(\w+) \}/).map {
            field in
            let comment = try #require(comments[String(field.3)], "\(type.2).\(field.3)")
            let kind = try #require(kinds[String(field.1)], "\(field.1)")
            let isGroup = ["list", "group", "optionalGroup"].contains(field.1)
            let words = isGroup ? [kind, comment.type].filter { !$0.isEmpty } : [kind]
            return (String(field.2), words.joined(separator: " "), comment.about)
        }
        return View(name: String(type.2), about: prose(type.1), fields: fields)
    }

    private static func prose(_ comment: Substring) -> String {
        comment.split(separator: "\n").map { line in
            line.drop { $0 == " " || $0 == "/" }
        }.joined(separator: " ").replacing("|", with: "\\|")
    }

    private static func tables() throws -> String {
        let names = try FileManager.default.contentsOfDirectory(atPath: views.path).sorted()
        let all = try names.filter { $0.hasSuffix(".swift") }.map { name in
            try view(String(contentsOf: views.appending(path: name), encoding: .utf8))
        }
        let pages = all.filter { $0.name.hasSuffix("Page") }
        let parts = all.filter { !$0.name.hasSuffix("Page") }
        return (pages + parts).map { view in
            let rows = view.fields.map { "| `\($0.name)` | \($0.kind) | \($0.about) |\n" }.joined()
            return
                "### \(view.name)\n\n\(view.about)\n\n| name | kind | what it is |\n|---|---|---|\n"
                + rows + "\n"
        }.joined()
    }

    @Test("has a table for every view, with every name and what the sources say about it")
    func tables() throws {
        let text = try String(contentsOf: Self.guide, encoding: .utf8)
        let match = try #require(text.firstMatch(of: /(?s)<!-- views -->\n(.*)<!-- \/views -->/))
        let wanted = "\n" + (try Self.tables())
        if ProcessInfo.processInfo.environment["LIMN_RECORD"] == "1" {
            var text = text
            text.replaceSubrange(match.1.startIndex..<match.1.endIndex, with: wanted)
            try Data(text.utf8).write(to: Self.guide)
            return
        }
        #expect(
            String(match.1) == wanted,
            "run LIMN_RECORD=1 swift test --filter TemplateGuideTests to write the tables anew")
    }

    @Test("no name is missing from what was read of the sources")
    func complete() throws {
        let schemas: [String: TemplateSchema] = [
            "ArticlePage": ArticlePage.schema, "ArticleView": ArticleView.schema,
            "PageView": PageView.schema, "FigureView": FigureView.schema,
            "ListView": ListView.schema, "SiteView": SiteView.schema,
            "CardView": CardView.schema, "FeedPage": FeedPage.schema,
        ]
        for (name, schema) in schemas {
            let source = try String(
                contentsOf: Self.views.appending(path: "\(name).swift"), encoding: .utf8)
            let read = try Self.view(source)
            #expect(Set(read.fields.map(\.name)) == Set(schema.kinds.keys), "\(name)")
        }
    }
}
