import Foundation
import LimnArticles
import LimnTestSupport
import Testing

struct CompositionRecordTests {
    private static let record = CompositionRecord(
        brief: "a.brief.md", writer: CompositionRecord.Model(name: "m", sha256: "5c"),
        answers: [
            CompositionRecord.Answer(
                key: "k/1", stage: "text generation", about: "en section 1 paragraph 1", prompt: 1,
                seed: 9_007_199_254_740_991, attempts: 2, failures: ["too “short”"],
                text: "Line\n\"quoted\" \\ 草原 /"),
            CompositionRecord.Answer(
                key: "k2", stage: "image selection", about: "x", prompt: 1, seed: 0, attempts: 2,
                failures: [], text: "", scores: [0.1, 0.899999, 1e-6]),
        ],
        articles: [
            "zh": CompositionRecord.Article(header: "h", sections: [], slots: []),
            "en": CompositionRecord.Article(
                header: "h",
                sections: [
                    CompositionRecord.Section(heading: "", blocks: []),
                    CompositionRecord.Section(
                        heading: "One", blocks: ["b1"],
                        kept: CompositionRecord.KeptSection(heading: "Eins", blocks: ["b2"])),
                ],
                slots: [
                    CompositionRecord.SlotRecord(
                        slot: Slot(section: 0, paragraph: 1), wanted: "a zebra",
                        candidates: [
                            CompositionRecord.Candidate(
                                picture: "p/z.png", retrieval: 0.5, belief: 0.25, why: "name")
                        ], picture: "p/z.png", chosenBy: "model")
                ]),
        ])

    @Test func aRecordReadsBackAsItWas() throws {
        let data = try Self.record.json()
        #expect(try CompositionRecord(reading: data, file: "r") == Self.record)
        #expect(try CompositionRecord(reading: data, file: "r").json() == data)
    }

    @Test func theFileLooksTheSameOnEveryMachine() throws {
        let text = String(decoding: try Self.record.json(), as: UTF8.self)
        #expect(try GoldenFile("articles/record.json").difference(from: text) == nil)
    }

    @Test func anotherVersionIsNamed() throws {
        var record = Self.record
        record.version = 99
        let data = try record.json()
        let problem = #expect(throws: Problem.self) {
            _ = try CompositionRecord(reading: data, file: "content/a.record.json")
        }
        #expect(problem?.location.file == "content/a.record.json")
        #expect(problem?.message.contains("99") == true)
        #expect(problem?.remedy?.isEmpty == false)
    }

    @Test func aDamagedFileIsAProblemWhereverItIsCut() throws {
        let data = try Self.record.json()
        for length in stride(from: 0, to: data.count - 2, by: 37) {
            let problem = #expect(throws: Problem.self) {
                _ = try CompositionRecord(reading: data.prefix(length), file: "r.json")
            }
            #expect(problem?.location.file == "r.json")
        }
        for text in ["[]", "null", "{}", "\u{0}", "{\"version\": \"1\"}"] {
            #expect(throws: Problem.self) {
                _ = try CompositionRecord(reading: Data(text.utf8), file: "r.json")
            }
        }
    }
}
