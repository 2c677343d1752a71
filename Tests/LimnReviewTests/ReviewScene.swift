import Foundation
import LimnArticles
import LimnComposer
import LimnTestSupport
import Testing

@testable import LimnPreview
@testable import LimnReview

/// A site with one composed article, and requests to its review page.
struct ReviewScene {
    static let name = "content/guides/savanna"

    let root: URL
    let route: ReviewRoute
    let channel = PreviewChannel()
    let writer: ScriptedWriter

    init(writer: ScriptedWriter = ScriptedWriter()) async throws {
        self.writer = writer
        root = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        let guides = root.appending(path: "content/guides")
        try FileManager.default.createDirectory(at: guides, withIntermediateDirectories: true)
        try "title: Notes\nbase_url: https://notes.example/\nlanguages: [en, zh]\n".write(
            to: root.appending(path: "limn.yml"), atomically: true, encoding: .utf8)
        try """
        ---
        title: A Morning on the Savanna
        languages: [en, zh]
        images: {min: 2, max: 4}
        words: 100
        seed: 7
        ---
        ## Before sunrise
        zh: 日出之前
        what to wear: warm layers and a woollen hat, because the wind before dawn is cold
        why the first hour is best: animals are feeding, and the light stays golden
        ## Who you will meet
        zh: 会遇见谁
        zebra and giraffe graze together beside tall trees, with their ears turning slowly
        keep a distance from lions asleep under bushes, and remain inside the car
        """.write(
            to: guides.appending(path: "savanna.brief.md"), atomically: true, encoding: .utf8)
        let models = Models(writer: writer.identity.name, scripted: writer)
        let files = try ArticleFiles(brief: Self.name + Brief.suffix, project: root)
        _ = try files.save(try await models.composer().compose(files.brief, existing: .init()))
        route = ReviewRoute(root: root, models: models, addresses: PageAddresses())
    }

    private struct Models: ReviewModels {
        let writer: String
        let scripted: ScriptedWriter
        let library = FakeLibrary.animals(12)

        func composer() async throws -> Composer {
            Composer(
                writer: scripted, library: library, siteLanguages: [.english, .chinese])
        }

        func candidates(for wish: PictureWish, limit: Int) async throws -> [PictureCard] {
            try await library.candidates(for: wish, limit: limit)
        }

        func card(of picture: String) async throws -> PictureCard? {
            try await library.card(for: picture)
        }

        func thumbnail(of picture: String, width: Int) async throws -> Data? {
            try await library.card(for: picture) == nil ? nil : Data("\(picture) \(width)".utf8)
        }
    }

    func remove() { try? FileManager.default.removeItem(at: root) }

    func text(_ language: String) throws -> String {
        try String(contentsOf: root.appending(path: "\(Self.name).\(language).md"), encoding: .utf8)
    }

    func record() throws -> CompositionRecord {
        let file = root.appending(path: "\(Self.name).record.json")
        return try CompositionRecord(reading: Data(contentsOf: file), file: file.path)
    }

    /// What the page is told: the status and the answer.
    func ask(
        _ path: String, _ body: [String: Any]? = nil
    ) async throws -> (status: Int, answer: [String: Any]) {
        let data = try body.map {
            try JSONSerialization.data(
                withJSONObject: $0.merging(["name": Self.name]) { a, _ in a })
        }
        let response = try await route.respond(
            to: PreviewRequest(
                method: body == nil ? "GET" : "POST", target: "/_limn/review/api/\(path)",
                body: { data ?? Data() }), channel: channel)
        guard case .data(let bytes) = response.body else { return (response.status, [:]) }
        let answer = try? JSONSerialization.jsonObject(with: bytes) as? [String: Any]
        return (response.status, answer ?? [:])
    }

    /// The blocks of the article in a language.
    func blocks(_ language: String = "en") async throws -> [[String: Any]] {
        try await version(language)["blocks"] as? [[String: Any]] ?? []
    }

    /// A request about a block, as the page has seen it.
    func about(
        _ index: Int, language: String = "en", _ more: [String: Any]
    ) async throws -> [String: Any] {
        let revision = try await version(language)["revision"] ?? ""
        return ["language": language, "revision": revision, "index": index]
            .merging(more) { $1 }
    }

    private func version(_ language: String) async throws -> [String: Any] {
        let (_, article) = try await ask("article?name=\(Self.name)")
        let versions = try #require(article["versions"] as? [[String: Any]])
        return try #require(versions.first { $0["language"] as? String == language })
    }

    /// The job when it is done, one way or another.
    func finished(_ job: Any?) async throws -> [String: Any] {
        let id = try #require(job as? String)
        while true {
            let (_, answer) = try await ask("jobs?name=\(Self.name)")
            let jobs = answer["jobs"] as? [[String: Any]] ?? []
            let found = try #require(jobs.first { $0["job"] as? String == id })
            if !["waiting", "running"].contains(found["state"] as? String) { return found }
            try await Task.sleep(for: .milliseconds(20))
        }
    }
}
