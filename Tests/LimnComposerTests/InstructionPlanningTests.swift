import LimnArticles
import LimnTestSupport
import Testing

@testable import LimnComposer

/// An instruction's own parts become the sections, and points keep to them.
struct InstructionPlanningTests {
    private static let order =
        "Tell a beginner about the bicycle, the helmet, and how to take a turning."

    private func compose(
        _ writer: ScriptedWriter, words: Int = 120, order: String = Self.order
    ) async throws -> Composition {
        let brief = try Scene.brief(
            "---\ntitle: In the City\ninstruction: \"\(order)\"\nwords: \(words)\n"
                + "images: {min: 0, max: 0}\n---\n", languages: "[en]")
        return try await Composer(writer: writer, library: nil, siteLanguages: [.english])
            .compose(brief, existing: ExistingArticle())
    }

    private static func parts(_ text: String, points: String? = nil) -> ScriptedWriter {
        ScriptedWriter { request in
            guard request.isList else { return nil }
            let last = request.messages.last?.text ?? ""
            if last.hasPrefix("Order: ") { return .text(text) }
            return points.map { .text($0) }
        }
    }

    @Test func thePartsOfTheOrderAreTheSections() async throws {
        let writer = Self.parts("1. The bicycle\n2. The helmet\n3. How to take a turning")
        let composition = try await compose(writer)
        #expect(
            try composition.headings(.english) == [
                "The bicycle", "The helmet", "How to take a turning",
            ])
    }

    @Test func aPartThatTheOrderDoesNotNameIsLeftOut() async throws {
        let writer = Self.parts("1. What you need\n2. The bicycle\n3. The helmet.")
        let composition = try await compose(writer)
        #expect(try composition.headings(.english) == ["The bicycle", "The helmet"])
    }

    @Test func whereTheOrderNamesNoPartsTheModelsStay() async throws {
        let writer = Self.parts("1. Mixing\n2. Baking")
        let composition = try await compose(writer, order: "Help a beginner with bread.")
        #expect(try composition.headings(.english) == ["Mixing", "Baking"])
    }

    @Test func whatTheDictionaryKnowsOfAPartGoesBeforeWhatTheModelSays() async throws {
        let writer = Self.parts("1. The bicycle\n2. How to take a turning")
        let lexicon = FakeLexicon([
            "bicycle": [
                LexiconSense(
                    lemma: "bicycle", category: 6,
                    definition: "a wheeled vehicle with two wheels, moved by foot pedals")
            ],
            "turning": [
                LexiconSense(lemma: "turning", category: 4, definition: "the act of turning away")
            ],
        ])
        let brief = try Scene.brief(
            "---\ntitle: In the City\ninstruction: \"\(Self.order)\"\nwords: 60\n"
                + "images: {min: 0, max: 0}\n---\n", languages: "[en]")
        _ = try await Composer(
            writer: writer, library: nil, lexicon: lexicon, siteLanguages: [.english]
        ).compose(brief, existing: ExistingArticle())
        let notes = writer.calls.texts.filter(\.isProse).compactMap(\.messages.last?.text)
        #expect(notes.first?.contains("Notes: bicycle: a wheeled vehicle with two wheels") == true)
        #expect(!notes.contains { $0.contains("the act of turning away") })
    }

    @Test func aPointOfAnotherSectionIsTurnedDown() async throws {
        let writer = ScriptedWriter { request in
            guard request.isList else { return nil }
            let last = request.messages.last?.text ?? ""
            if last.hasPrefix("Order: ") { return .text("1. The bicycle\n2. The helmet") }
            guard last.contains("Section: The bicycle") else {
                return .text(
                    "1. let the strap sit close\n2. buy it where you can try it on\n3. keep it out of the sun"
                )
            }
            return .text(
                request.seed % 2 == 0
                    ? "1. always wear a good helmet\n2. oil the chain\n3. keep the tyres hard"
                    : "1. check the brakes before you ride off\n2. oil the chain\n3. keep the tyres hard"
            )
        }
        let composition = try await compose(writer, words: 60)
        let points = composition.record.answers.filter { $0.about.contains("The bicycle") }
        #expect(
            points.map(\.text) == [
                "1. check the brakes before you ride off\n2. oil the chain\n3. keep the tyres hard"
            ])
        #expect(points[0].failures.contains("tells of “The helmet” instead"))
    }

    @Test(arguments: [
        ("1. Come early, when the boats unload herring and cod onto the quay.", "example"),
        ("1. a helmet lasts for seven summers", "number"),
        ("1. overall it is the helmet", "stock opening"),
    ])
    func aPointThatIsNoneIsTurnedDown(text: String, reason: String) async throws {
        let writer = ScriptedWriter { request in
            guard request.isList else { return nil }
            let last = request.messages.last?.text ?? ""
            if last.hasPrefix("Order: ") { return .text("1. The bicycle\n2. The helmet") }
            guard last.contains("Section: The helmet") else {
                return .text(
                    "1. check the brakes before you ride off\n2. oil the chain\n3. keep the tyres hard"
                )
            }
            let line = request.seed % 3 == 0 ? "1. let the strap sit close" : text
            return .text("\(line)\n2. buy it where you can try it on\n3. keep it out of the sun")
        }
        let composition = try await compose(writer, words: 60)
        let points = composition.record.answers.filter { $0.about.contains("“The helmet”") }
        #expect(points.first?.text.hasPrefix("1. let the strap sit close\n") == true)
        #expect(points.first?.failures.contains { $0.contains(reason) } == true)
    }

    @Test func manyPointsAreAskedForInRoundsBesideWhatIsKnown() async throws {
        let writer = Self.parts("1. The bicycle\n2. The helmet")
        _ = try await compose(writer, words: 300)
        let lists = writer.calls.texts.filter { request in
            request.isList && request.mentions("Section: The bicycle")
        }
        let asked = Set(lists.compactMap(\.messages.last?.text))
        #expect(asked.count == 3)
        #expect(asked.count { $0.contains("Notes: ") } == 2)
    }

    @Test func fewPointsMakeMoreAndShorterParagraphs() {
        let points = ["a b c d", "e f g h", "i j k l", "m n o p"]
        #expect(ArticlePlan.joined(points, words: 24) == [points.joined(separator: "; ")])
        #expect(ArticlePlan.joined(points, words: 120).count == 2)
        #expect(ArticlePlan.joined(points, words: 1_000) == points)
    }

    @Test func aNoteOfAnOutlineIsNotLeftOut() async throws {
        let note = "gulls wait on every wooden post beside the fish market"
        let writer = ScriptedWriter { request in
            guard request.isProse, request.mentions("Notes: \(note)") else { return nil }
            return .text(
                request.seed % 4 == 0
                    ? "Gulls wait on every wooden post beside the fish market."
                    : "Gulls wait on a post, and gulls wait again.")
        }
        let brief = try Scene.brief(
            "---\ntitle: The Quay\nwords: 60\nimages: {min: 0, max: 0}\n---\n## At dawn\n- \(note)\n"
                + "- boats come home with herring and cod before the sun is up\n", languages: "[en]"
        )
        let composition = try await Composer(
            writer: writer, library: nil, siteLanguages: [.english]
        ).compose(brief, existing: ExistingArticle())
        let answer = composition.record.answers.first { $0.text.hasPrefix("Gulls") }
        #expect(answer?.text == "Gulls wait on every wooden post beside the fish market.")
        #expect(answer?.failures.contains { $0.hasPrefix("leaves out “gulls wait") } == true)
    }
}
