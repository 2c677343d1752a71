import Foundation
import LimnArticles
import Testing

@testable import LimnSite

@Suite("The cache of pictures")
struct PictureStoreTests {
    private let folder = FileManager.default.temporaryDirectory.appending(
        path: "limn-pictures-\(UUID().uuidString)")
    private let site = SiteSandbox.fixtures.appending(path: "bilingual")

    private func request(_ path: String) -> PictureStore.Request {
        PictureStore.Request(
            file: site.appending(path: path), location: SourceLocation(file: "content/x.md"))
    }

    private func use(_ paths: [String], widths: [Int] = [16, 24]) async throws -> (
        encoded: Int, files: Set<String>
    ) {
        let store = try PictureStore(folder: folder, widths: widths)
        let outcomes = await store.prepare(paths.map { request($0) })
        #expect(outcomes.count == paths.count)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        return (await store.encoded, Set(names).subtracting(["index.json"]))
    }

    @Test("compresses a picture once, in two formats; a cut-out in one, with a preview")
    func once() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let paths = ["content/guides/ford.jpg", "pictures/animals/zebra.png"]
        let first = try await use(paths)
        #expect(first.encoded == 2)
        let kinds = first.files.map { $0.replacing(/-[0-9a-f]{10}/, with: "") }.sorted()
        #expect(
            kinds == [
                "ford-16.jpg", "ford-16.webp", "ford-24.jpg", "ford-24.webp", "zebra-16.webp",
                "zebra-24.webp", "zebra-preview.jpg",
            ])
        #expect(try await use(paths).encoded == 0)
        #expect(try await use(paths, widths: [16]).encoded == 2)
    }

    @Test("publishes a moving picture in motion too, and a drawing as it is")
    func movingAndDrawn() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let site = try SiteSandbox.containing([
            "content/trip/index.md":
                "---\ntitle: Trip\ndate: 2026-01-02\n---\nText.\n\n![A wave](wave.gif)\n\n"
                + "Here ![a wave](wave.gif) too.\n\n![A plan](plan.svg \"Our way\")\n",
            "content/trip/plan.svg":
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 64 48\"/>",
        ])
        let images = SiteSandbox.fixtures.deletingLastPathComponent().appending(path: "images")
        try FileManager.default.copyItem(
            at: images.appending(path: "animated.gif"),
            to: site.root.appending(path: "content/trip/wave.gif"))
        for part in ["templates"] {
            try FileManager.default.removeItem(at: site.root.appending(path: part))
            try FileManager.default.copyItem(
                at: images.appending(path: "../../../\(part)").standardizedFileURL,
                to: site.root.appending(path: part))
        }
        try await site.render()
        let names = try FileManager.default.contentsOfDirectory(
            atPath: site.root.appending(path: "site/pictures").path)
        let gif = try #require(names.first { $0.hasSuffix(".gif") })
        let svg = try #require(names.first { $0.hasSuffix(".svg") })
        let html = try site.text("site/trip/index.html")
        let moving =
            "<source type=\"image/gif\" media=\"(prefers-reduced-motion: no-preference)\""
            + " srcset=\"../pictures/\(gif)\">"
        #expect(html.ranges(of: moving).count == 2)
        #expect(html.contains("<img class=\"inline\" src=\"../pictures/wave-"))
        #expect(html.contains("src=\"../pictures/\(svg)\""))
        #expect(html.contains("width=\"64\" height=\"48\"") && html.contains("figure-drawing"))
        // Those who show previews of other sites do not draw SVG.
        #expect(!html.contains("og:image\" content=\"https://example.org/pictures/\(svg)"))
        #expect(try site.text("site/trip/index.md").contains("../pictures/\(gif)"))
    }

    @Test("throws a picture away when the site changed its pictures eight times without it")
    func prune() async throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let zebra = "pictures/animals/zebra.png"
        let ford = "content/guides/ford.jpg"
        let other = "pictures/animals/two words.jpg"
        _ = try await use([zebra])
        for turn in 0..<7 {
            let files = try await use(turn.isMultiple(of: 2) ? [ford] : [ford, other]).files
            #expect(files.contains { $0.hasPrefix("zebra") }, "\(turn)")
        }
        // The same pictures again are no change.
        _ = try await use([ford])
        let kept = try await use([ford]).files
        #expect(kept.contains { $0.hasPrefix("zebra") })
        let left = try await use([ford, other]).files
        #expect(!left.contains { $0.hasPrefix("zebra") })
        #expect(left.contains { $0.hasPrefix("ford") } && left.contains { $0.hasPrefix("two") })
        #expect(try await use([zebra]).encoded == 1)
    }
}
