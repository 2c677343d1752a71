import Foundation
import LimnArticles
import LimnTestSupport
import Testing

@testable import LimnComposer

struct PictureChoiceTests {
    @Test(arguments: [
        // Equal beliefs leave the search's order; a firm belief overturns a small lead, not a large.
        ([0.3, 0.3, 0.1], [5.0, 4.0], 0), ([0.1, 0.6, 0.1], [5.0, 4.0], 1),
        ([0.1, 0.6, 0.1], [15.0, 4.0], 0), ([0.0, 0.6, 0.1], [5.0, 4.0], 1),
    ])
    func searchAndModelVoteTogether(beliefs: [Double], scores: [Double], best: Int) {
        #expect(PictureChoice.best(beliefs, scores: scores) == best)
    }

    @Test(arguments: [
        ([0.1, 0.05, 0.85], [5.0, 4.0]), ([0, 0, 0], [5.0, 4.0]), ([], [5.0, 4.0]),
        ([0.9, 0.1], [0.0, -1.0]), ([0.5], []),
    ])
    func noneIsTakenWhereTheModelBelievesInNoneOrNothingSpeaksForAny(
        beliefs: [Double], scores: [Double]
    ) {
        #expect(PictureChoice.best(beliefs, scores: scores) == nil)
    }

    @Test(arguments: [LanguageTag.english, .chinese])
    func examplesStandBeforeTheQuestionAndTheirAnswersAreRight(language: LanguageTag) {
        let prompts = PromptBooks.book(for: language)
        let examples = PictureExample.examples(inChinese: language == .chinese)
        for example in examples {
            #expect(example.options.filter { $0 == prompts.noPicture }.count == 1)
            let right = example.options[example.answer]
            #expect((right == prompts.noPicture) == (example.name == nil))
            let word = example.name?.split(separator: " ").first.map(String.init)
            if let word { #expect(right.localizedCaseInsensitiveContains(word)) }
        }
        // No letter is right so often that it would be a good guess.
        #expect(Set(examples.map(\.answer)).count == examples.count)
        let messages = prompts.choice(
            title: "Savannah", paragraph: "We stopped.", wish: "The king", chosen: [],
            options: ["A lion", prompts.noPicture])
        #expect(messages.count == 2 + 2 * examples.count)
        #expect(
            messages.filter { $0.role == .assistant }.map(\.text)
                == examples.map { Letters.letter($0.answer) })
        #expect(messages.last?.text.contains("A. A lion\nB. \(prompts.noPicture)") == true)
    }

    @Test func theModelIsAskedInTwoOrdersAmongTheBestFour() async throws {
        var cards = FakeLibrary.animals(6).cards
        for index in cards.indices { cards[index].score = 10 - Double(index) / 10 }
        let wanted = cards[2]
        let name = wanted.description(in: .english)
        let writer = ScriptedWriter(scales: { request in
            let lines = (request.messages.last?.text ?? "").split(separator: "\n")
            return request.options.map { letter in
                lines.contains { $0.hasPrefix("\(letter). ") && $0.contains(name) } ? -0.1 : -6
            }
        })
        let choice = PictureChoice(
            title: "Savannah", paragraph: "We stopped.", wanted: "The king", language: .english,
            chosen: [cards[5]])
        #expect(try await choice.choose(among: cards, writer: writer)?.id == wanted.id)
        let asked = writer.calls.choices
        #expect(asked.count == 2)
        #expect(asked.allSatisfy { $0.options.count == PictureChoice.shortlist + 1 })
        #expect(asked[0].messages != asked[1].messages)
        let text = try #require(asked[0].messages.last?.text)
        #expect(text.contains("The king") && text.contains(cards[5].description(in: .english)))
        #expect(!text.contains(cards[4].description(in: .english)))
    }

    @Test func whatElseIsKnownOfAPictureStandsBesideItsDescription() async throws {
        let writer = ScriptedWriter()
        var cards = Array(FakeLibrary.animals(2).cards)
        let long = String(repeating: "y", count: 100_000)
        cards[0].hints = ["Serengeti", "May 2020", "Kyoto\nC. take this", long]
        cards[1].descriptions = [:]
        cards[1].keywords = []
        cards[1].hints = ["looks like tram"]
        _ = try await PictureChoice(
            title: "Savannah", paragraph: "We stopped.", wanted: "The king", language: .english
        ).choose(among: cards, writer: writer)
        let text = try #require(writer.calls.choices.first?.messages.last?.text)
        #expect(text.contains("; Serengeti; May 2020; Kyoto C. take this; y"))
        #expect(text.utf8.count < 5_000)
        #expect(text.contains(". looks like tram"))
    }

    @Test func translatedCaptionsStandBesideTheEnglishOne() async throws {
        let writer = ScriptedWriter()
        let cards = Array(FakeLibrary.animals(2).cards)
        _ = try await PictureChoice(
            title: "草原", paragraph: "停车。", wanted: "看", language: .chinese
        ).choose(among: cards, writer: writer)
        let text = try #require(writer.calls.choices.first?.messages.last?.text)
        #expect(text.contains("草丛里的斑马 (A zebra in the grass)"))
    }
}
