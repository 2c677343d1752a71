import Foundation
import LimnImages
import LimnTestSupport
import Testing

/// `limn library index` with a model that looks at pictures, from end to end.
@Suite(.enabled(if: LimnCommand.e5 != nil, "run: limn models pull multilingual-e5-small"))
struct LibraryIndexTests {
    /// A site whose limn.yml names the tiny CLIP of the fixtures, with many pictures that differ.
    private struct Site: ~Copyable {
        let root = FileManager.default.temporaryDirectory
            .appending(path: "limn-index-\(UUID().uuidString)")
        let count: Int

        init(pictures count: Int, looker: String = "models/clip") throws {
            self.count = count
            let folder = root.appending(path: "photos")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            try FileManager.default.createDirectory(
                at: root.appending(path: "models"), withIntermediateDirectories: true)
            try FileManager.default.copyItem(
                at: GoldenFile.fixtures.appending(path: "vision/clip"),
                to: root.appending(path: "models/clip"))
            try """
            title: Zoo
            description: Animals
            author: A
            base_url: https://zoo.example/
            languages: [en]
            library: {folders: [photos], looker: \(looker)}
            """.write(
                to: root.appending(path: "limn.yml"), atomically: true, encoding: .utf8)
            for index in 0..<count {
                let bytes = (0..<64 * 48).flatMap { place -> [UInt8] in
                    let row = place / 64
                    return [UInt8(index % 251), UInt8(row * 5), UInt8(index / 251 * 40 + row)]
                }
                let bitmap = try #require(
                    Bitmap(width: 64, height: 48, layout: .rgb, bytes: bytes))
                try ImageEncoder().encode(bitmap, as: .jpeg)
                    .write(to: folder.appending(path: "p\(index).jpg"))
            }
        }

        deinit { try? FileManager.default.removeItem(at: root) }

        var arguments: [String] {
            ["library", "index", "--format", "json", "--directory", root.path]
        }

        func index() throws -> [String: Any] {
            let outcome = try LimnCommand.run(arguments)
            #expect(outcome.status == 0, "\(outcome.errors)")
            return try #require(try outcome.json() as? [String: Any])
        }
    }

    @Test(
        "The model that limn.yml names looks at each picture once, and pictures are searched by it")
    func namedModel() throws {
        let site = try Site(pictures: 5)
        #expect(try site.index()["looked"] as? Int == 5)
        #expect(try site.index()["looked"] as? Int == 0)
        // Another model sees something else: all is looked at again.
        let file = site.root.appending(path: "models/clip/preprocessor_config.json")
        let text = try String(contentsOf: file, encoding: .utf8)
        try text.replacing("0.4814", with: "0.5814")
            .write(to: file, atomically: true, encoding: .utf8)
        #expect(try site.index()["looked"] as? Int == 5)
        let found = try LimnCommand.run(
            ["library", "search", "a zebra", "--format", "json", "--directory", site.root.path])
        #expect(found.status == 0, "\(found.errors)")
        #expect((try found.json() as? [[String: Any]])?.count == 5)
    }

    @Test("A model that is not there, and one of another kind, are named with a remedy")
    func wrongModel() throws {
        for (looker, text) in [
            ("models/none", "models/none"), ("models", "models"),
        ] {
            let site = try Site(pictures: 1, looker: looker)
            let outcome = try LimnCommand.run(site.arguments)
            #expect(outcome.status != 0 && outcome.errors.contains(text), "\(outcome.errors)")
        }
    }

    @Test("After kill -9 no picture is looked at again but the last few")
    func killed() throws {
        let site = try Site(pictures: 600)
        // Without a model the pictures' texts alone are read; then the file grows by looks.
        let scan = try LimnCommand.run(site.arguments + ["--words-only"])
        #expect(scan.status == 0, "\(scan.errors)")
        let index = site.root.appending(path: ".limn/library.sqlite")
        func bytes() -> Int {
            (try? FileManager.default.attributesOfItem(atPath: index.path)[.size] as? Int) ?? 0
        }
        let before = bytes()
        let process = try LimnCommand.start(site.arguments)
        // Sixteen looks, which are stored together, take less than this; all of them take more.
        while process.isRunning, bytes() < before + 60_000 { usleep(500) }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        #expect(
            process.terminationReason == .uncaughtSignal, "the index was done before the signal")
        let rest = try site.index()
        let looked = try #require(rest["looked"] as? Int)
        #expect(rest["pictures"] as? Int == 600)
        #expect(looked > 0 && looked < 600, "\(looked)")
        #expect(try site.index()["looked"] as? Int == 0)
    }
}
