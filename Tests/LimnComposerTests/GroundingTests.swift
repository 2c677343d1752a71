import LimnArticles
import Testing

@testable import LimnComposer

/// A text is measured by its point: what it says of it, and what it adds.
struct GroundingTests {
    private let zebras = Grounding(
        point: "zebras graze close together, with their ears turning", language: .english)
    private let chinese = Grounding(point: "斑马挨在一起吃草，耳朵不停地转动", language: .chinese)

    @Test func theNearerTextScoresHigher() {
        let near = "Zebras graze close together, their ears turning."
        let padded = near + " The savanna is full of life, and it is a wonderful place to visit."
        let partial = "Zebras graze."
        #expect(zebras.score(of: near) == 1)
        #expect(zebras.score(of: near) > zebras.score(of: padded))
        #expect(zebras.score(of: near) > zebras.score(of: partial))
        #expect(zebras.score(of: "Boats sail past.") == 0)
        #expect(chinese.score(of: "斑马挨在一起吃草。") > chinese.score(of: "草原上的早晨真美丽。"))
        #expect(
            chinese.score(of: "斑马吃草，耳朵不停地转动。") > chinese.score(of: "斑马吃草，眼睛不停地转动。"))
    }

    @Test func formsOfOneWordAreOneWord() {
        #expect(zebras.support(of: "A zebra grazes.") == 1)
        #expect(zebras.support(of: "It is.") == 1)
        #expect(zebras.support(of: "Lions roar.") == 0)
    }

    @Test func sayingAWordTwiceEarnsNothing() {
        #expect(
            zebras.score(of: "Zebras graze close together, ears turning, ears turning.")
                < zebras.score(of: "Zebras graze close together, ears turning."))
    }

    @Test func strayingSentencesAndLastClausesAreCutOff() {
        #expect(
            zebras.trimmed(
                "Zebras graze close together, making the morning a delight. They look happy."
            ) == "Zebras graze close together.")
        #expect(
            zebras.trimmed("Zebras graze close together, their ears turning.")
                == "Zebras graze close together, their ears turning.")
        #expect(chinese.trimmed("斑马挨在一起吃草，显得非常平静。草原真大。") == "斑马挨在一起吃草。")
        // Something always stays, or there would be no paragraph.
        #expect(zebras.trimmed("Lions roar.") == "Lions roar.")
        #expect(zebras.trimmed("") == "")
    }

    @Test func coverageIsTheShareOfThePointThatIsSaid() {
        let point = Grounding(point: "gulls wait on every post", language: .english)
        #expect(point.coverage(of: "A gull waits on every post of the quay.") == 1)
        #expect(point.coverage(of: "Gulls wait.") == 0.5)
        #expect(point.coverage(of: "Boats come in.") == 0)
        #expect(Grounding(point: "of the", language: .english).coverage(of: "Boats.") == 1)
    }
}
