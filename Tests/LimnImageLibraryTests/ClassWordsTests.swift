import Testing

@testable import LimnImageLibrary

/// Classes answer to their names, to the kinds of things they are and to their descriptions.
struct ClassWordsTests {
    private let words = ClassWords(
        ClassTexts(
            english: [
                ["Granny Smith apple", "tiger cat", "tabby cat", "castle"],
                [
                    "Granny Smith: a green fruit", "tiger cat: a striped pet",
                    "tabby, moggy: a pet",
                    "castle, stronghold: a building with towers",
                ],
            ], chinese: []), dictionary: nil)

    @Test(arguments: [
        ("apples", 0), ("fruit", 0), ("tiger", 1), ("moggy", 2), ("stronghold", 3), ("towers", 3),
    ])
    func aWordFindsItsClass(word: String, place: Int) {
        let scores = words.scores([[word]])
        #expect(scores[place] > 0)
        #expect(scores.indices.filter { scores[$0] > 0 } == [place])
    }

    @Test func aNameCountsMoreThanADescription() {
        #expect(words.scores([["apple"]])[0] > words.scores([["fruit"]])[0])
    }

    @Test func aWordOfFewClassesCountsMore() {
        let scores = words.scores([["tiger"], ["cat"]])
        #expect(scores[1] > scores[2] && scores[2] > 0)
        #expect(words.scores([["tiger"]])[1] > words.scores([["cat"]])[1])
    }

    @Test func ofAlternativesTheBestCounts() {
        let both = words.scores([["stronghold", "towers"]])
        #expect(both == words.scores([["stronghold"]]))
        #expect(words.scores([["stronghold"], ["towers"]])[3] > both[3])
    }

    @Test func unknownWordsAndNoneFindNothing() {
        #expect(words.scores([["submarine"], []]).allSatisfy { $0 == 0 })
        #expect(
            ClassWords(ClassTexts(english: [], chinese: []), dictionary: nil).scores([["a"]]) == [])
    }
}
