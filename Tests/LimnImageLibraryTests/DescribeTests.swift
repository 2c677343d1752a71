import Foundation
import LimnImageLibrary
import LimnImages
import Testing

/// Captions that a model writes for pictures that have none.
@Suite struct DescribeTests {
    private let fixture: LibraryFixture

    init() throws {
        fixture = try LibraryFixture()
    }

    /// Says the same about every picture, and notes what it was asked.
    private final class Describer: PictureDescriber {
        let identity: String
        var texts: [String: String]
        var failing = Int.max
        private(set) var asked: [[String]] = []

        init(_ texts: [String: String], identity: String = "toy") {
            self.texts = texts
            self.identity = identity
        }

        struct Stopped: Error {}

        func describe(_ bitmap: Bitmap, in languages: [String]) throws -> [String: String] {
            if asked.count >= failing { throw Stopped() }
            asked.append(languages)
            return texts
        }
    }

    private func record(_ path: String, in library: ImageLibrary) throws -> ImageRecord {
        try #require(try library.record(id: "pictures/" + path))
    }

    @Test("Pictures without captions get them where the next scan reads them; people's stay")
    func describes() throws {
        let library = try fixture.library()
        _ = try library.scan()
        let before = Dictionary(
            uniqueKeysWithValues: try library.records().map { ($0.id, $0.captions) })
        let describer = Describer([
            "en": "A thing.", "zh": "桌上的东西。",
            "de": "\n**In this image, a thing lies on a table.**\nIt is red.",
        ])
        let languages = ["en", "zh", "de"]
        let report = try library.describe(with: describer, in: languages)
        #expect(report.described > 0 && report.described + report.complete == before.count)
        #expect(report.captions >= report.described && report.problems.isEmpty)
        let scan = try library.scan()
        #expect(scan.updated == report.described)
        for record in try library.records() {
            for (language, caption) in before[record.id] ?? [:] {
                #expect(record.captions[language] == caption, "\(record.id) \(language)")
            }
            #expect(languages.allSatisfy { record.caption(in: $0) != nil })
        }
        let seen = try library.records().filter { $0.captions["de"] == "A thing lies on a table." }
        #expect(seen.count == 3)
        let again = try library.describe(with: describer, in: languages)
        #expect(again.described == 0 && again.complete == before.count)
    }

    @Test("A run that is stopped goes on where it was")
    func resumes() throws {
        let library = try fixture.library()
        _ = try library.scan()
        let all = try library.describe(
            with: Describer([:]), in: ["fr"], most: 0
        ).complete
        #expect(all == 0)
        let describer = Describer(["fr": "Une chose."])
        describer.failing = 2
        #expect(throws: Describer.Stopped.self) {
            try library.describe(with: describer, in: ["fr"])
        }
        _ = try library.scan()
        describer.failing = .max
        let rest = try library.describe(with: describer, in: ["fr"])
        #expect(rest.complete == 2 && describer.asked.count == 2 + rest.described)
    }

    @Test("Only a model's own words are written anew, and those of another picture at once")
    func again() throws {
        let library = try fixture.library()
        _ = try library.scan()
        let path = "wallpapers/Altai/contents/images/16x9.png"
        _ = try library.describe(with: Describer(["fr": "Une montagne."]), in: ["fr"])
        _ = try library.scan()
        #expect(try record(path, in: library).captions["fr"] == "Une montagne.")

        let sidecar = path + ".seen.yml"
        let file = fixture.folder.appendingPathComponent(sidecar)
        let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
        try fixture.write(text.replacing("Une montagne.", with: "Le mien."), to: sidecar)
        _ = try library.scan()
        let newer = Describer(["fr": "Autre chose."], identity: "newer")
        let report = try library.describe(with: newer, in: ["fr"], again: true)
        #expect(report.complete == 1)
        _ = try library.scan()
        #expect(try record(path, in: library).captions["fr"] == "Le mien.")
        #expect(try record("animals/lion.png", in: library).captions["fr"] == "Autre chose.")

        // Another picture under the same name: what the model said no longer holds.
        let zebra = fixture.folder.appendingPathComponent("animals/zebra.png")
        let lion = fixture.folder.appendingPathComponent("animals/lion.png")
        try Data(contentsOf: zebra).write(to: lion)
        _ = try library.scan()
        #expect(try record("animals/lion.png", in: library).captions["fr"] == nil)
        _ = try library.describe(with: Describer(["fr": "Un zèbre."]), in: ["fr"])
        _ = try library.scan()
        #expect(try record("animals/lion.png", in: library).captions["fr"] == "Un zèbre.")
    }

    @Test("What is no caption is not written, and said")
    func refusesNonsense() throws {
        let library = try fixture.library()
        _ = try library.scan()
        for texts in [["fr": "…  \n "], ["fr": "一只狮子在树下睡觉。"], ["de": "Etwas."], [:]] {
            let report = try library.describe(with: Describer(texts), in: ["fr"])
            #expect(report.described == 0)
            #expect(report.problems.count == 5, "\(report.problems)")
        }
        let chinese = try library.describe(with: Describer(["zh-Hant": "A lion."]), in: ["zh-Hant"])
        #expect(chinese.described == 0)
    }

    @Test("A damaged file of a model's words is reported, and the picture stays usable")
    func damaged() throws {
        try fixture.write("captions: [\n", to: "animals/lion.png.seen.yml")
        try fixture.write("what: this\n", to: "animals/zebra.png.seen.yml")
        let library = try fixture.library()
        let report = try library.scan()
        for name in ["lion.png.seen.yml", "zebra.png.seen.yml"] {
            #expect(report.problems.contains { $0.file.hasSuffix(name) })
        }
        #expect(try record("animals/lion.png", in: library).width > 0)
    }
}
