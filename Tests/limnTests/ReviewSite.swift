import Foundation
import LimnArticles
import LimnComposer
import LimnImages
import LimnPreview
import LimnReview
import LimnSite
import LimnTestSupport
import Testing

/// A bilingual article composed by a scripted writer, served with its review page as long as a
/// test needs it.
final class ReviewSite: Sendable {
    static let article = "content/guides/savanna"

    let root: URL
    let writer: PatientWriter
    /// Scheme, host and port.
    let origin: String
    private let work: Task<Void, any Error>

    init() async throws {
        let root = FileManager.default.temporaryDirectory.appending(
            path: "limn-review-\(UUID().uuidString)")
        let writer = PatientWriter()
        let models = Models(root: root, composer: Self.composer(writer), library: Self.library)
        try Self.lay(at: root)
        let files = try ArticleFiles(brief: Self.article + Brief.suffix, project: root)
        _ = try files.save(
            try await models.composer.compose(
                files.brief, existing: ExistingArticle()))

        let addresses = PageAddresses()
        let site = PreviewSite(root: root) { configuration in
            FolderPictureSource(configuration.libraryFolders.map { root.appending(path: $0) })
        }
        let server = PreviewServer(
            site, port: 0,
            routes: [ReviewRoute(root: root, models: models, addresses: addresses)])
        let (events, continuation) = AsyncStream<PreviewServer.Event>.makeStream()
        work = Task { try await server.run { continuation.yield($0) } }
        var port = 0
        for await event in events {
            if case .listening(let url) = event { port = url.port ?? 0 }
            if case .rendered(let outcome, _) = event {
                if case .rendered(let report) = outcome { addresses.note(report) }
                break
            }
        }
        (self.root, self.writer, origin) = (root, writer, "http://127.0.0.1:\(port)")
    }

    func stop() async {
        work.cancel()
        _ = try? await work.value
        try? FileManager.default.removeItem(at: root)
    }

    // MARK: What is on disk

    func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    func manuscript(_ language: String = "en") throws -> String {
        try text("\(Self.article).\(language).md")
    }

    func record() throws -> CompositionRecord {
        let files = try ArticleFiles(brief: Self.article + Brief.suffix, project: root)
        return try #require(try files.existing(languages: []).record)
    }

    // MARK: What it is made of

    private static func composer(_ writer: PatientWriter) -> Composer {
        Composer(writer: writer, library: library, siteLanguages: [.english, .chinese])
    }

    private static let animals = [
        ("zebra", "斑马"), ("giraffe", "长颈鹿"), ("lion", "狮子"), ("elephant", "大象"),
        ("heron", "苍鹭"), ("baboon", "狒狒"),
    ]

    private static let library = FakeLibrary(
        animals.map { english, chinese in
            PictureCard(
                id: "pictures/\(english).jpg",
                descriptions: ["en": "A \(english) in the grass", "zh": "草丛里的\(chinese)"],
                keywords: [english], score: 0, why: "")
        })

    private static func lay(at root: URL) throws {
        for folder in ["content/guides", "pictures"] {
            try FileManager.default.createDirectory(
                at: root.appending(path: folder), withIntermediateDirectories: true)
        }
        try FileManager.default.copyItem(
            at: ArchitectureTests.root.appending(path: "templates"),
            to: root.appending(path: "templates"))
        try Data(configuration.utf8).write(to: root.appending(path: "limn.yml"))
        try Data(brief.utf8).write(to: root.appending(path: article + Brief.suffix))
        for (number, (name, _)) in animals.enumerated() {
            let pixel = [UInt8(40 * number), 120, UInt8(250 - 40 * number)]
            let bytes = (0..<(60 * 40)).flatMap { _ in pixel }
            let picture = try #require(
                Bitmap(width: 60, height: 40, layout: .rgb, bytes: bytes))
            try ImageEncoder().encode(picture, as: .jpeg).write(
                to: root.appending(path: "pictures/\(name).jpg"))
        }
    }

    private static let configuration = """
        title: Field Notes
        base_url: https://site.test/
        languages: [en, zh]
        library: {folders: [pictures]}
        picture_widths: [480]
        """

    private static let brief = """
        ---
        title: A Morning on the Savanna
        instruction: A guide for first-time visitors.
        languages: [en, zh]
        images: {min: 2, max: 2}
        words: 130
        date: 2026-11-24
        seed: 7
        ---
        ## Before sunrise
        what to wear: warm layers and a woollen hat, because the wind before dawn is cold
        why the first hour is best: animals are feeding, and the light stays golden
        ## Who you will meet
        zebra and giraffe graze together beside tall trees, with their ears turning slowly
        keep a distance from lions asleep under bushes, and remain inside the car
        """

    private struct Models: ReviewModels {
        let writer = "scripted"
        let root: URL
        let composer: Composer
        let library: FakeLibrary

        func composer() async throws -> Composer { composer }

        func candidates(for wish: PictureWish, limit: Int) async throws -> [PictureCard] {
            let words = Set(wish.caption.lowercased().split { !$0.isLetter }.map(String.init))
            return library.cards.filter { !words.isDisjoint(with: $0.keywords) }
        }

        func card(of picture: String) async throws -> PictureCard? {
            try await library.card(for: picture)
        }

        func thumbnail(of picture: String, width: Int) async throws -> Data? {
            let card = try await library.card(for: picture)
            return try card.map { try Data(contentsOf: root.appending(path: $0.id)) }
        }
    }
}
