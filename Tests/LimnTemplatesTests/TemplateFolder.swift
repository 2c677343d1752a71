import Foundation
import LimnArticles
import LimnTemplates

/// A folder of templates for one test.
struct TemplateFolder: ~Copyable {
    let url: URL

    init(_ files: [String: String]) throws {
        url = FileManager.default.temporaryDirectory.appending(
            path: "limn-templates-\(UUID().uuidString)")
        var files = files
        files["strings.en.yml"] = files["strings.en.yml"] ?? "greeting: Hello\n"
        for (name, text) in files {
            let file = url.appending(path: name)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }

    func library(_ languages: [LanguageTag] = [.english]) throws -> TemplateLibrary {
        try TemplateLibrary(folder: url, languages: languages)
    }

    /// The problems of checking `main`, unused templates included.
    func problems(alsoUsed: [String]) throws -> [String] {
        try library().problems(["main": SamplePage.schema], alsoUsed: alsoUsed).map(\.description)
    }

    /// The problems of checking `main` against ``SamplePage``, as printed.
    func problems() -> [String] {
        do {
            try library().check(["main": SamplePage.schema])
            return []
        } catch let list as ProblemList {
            return list.problems.map(\.description)
        } catch {
            return ["\(error)"]
        }
    }
}

struct SampleItem: TemplateView {
    var name: String
    var note: String?

    static let fields = TemplateFields<Self>()
        .text("name") { $0.name }
        .optional("note") { $0.note }
}

struct SamplePage: TemplateView {
    var title = "Title"
    var note: String?
    var content = "<p>Text</p>"
    var items: [SampleItem] = []
    var isLarge = false
    var strings = ["greeting": "Hello"]

    static let fields = TemplateFields<Self>()
        .text("title") { $0.title }
        .optional("note") { $0.note }
        .html("content") { $0.content }
        .list("items") { $0.items }
        .flag("is_large") { $0.isLarge }
        .texts("strings") { $0.strings }
}
