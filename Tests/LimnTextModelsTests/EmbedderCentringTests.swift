import Foundation
import LimnTextModels
import Testing

@Suite struct EmbedderCentringTests {
    private let centring = LanguageCentring(fitting: [
        "en": [[1, 0, 0], [0, 1, 0]], "zh": [[0, 0, 1]], "de": [],
    ])

    @Test func meansAreSubtractedAndTheResultHasLengthOne() {
        #expect(centring.means["en"] == [0.5, 0.5, 0])
        let vector = centring.centre([1, 0.5, 0], language: "en")
        #expect(vector == [1, 0, 0])
    }

    @Test func anUnknownLanguageLeavesTheVectorAlone() {
        #expect(centring.centre([1, 2, 3], language: "fr") == [1, 2, 3])
        #expect(centring.centre([1, 2, 3], language: "de") == [1, 2, 3])
        #expect(centring.centre([1, 2], language: "en") == [1, 2])
    }

    @Test func aVectorThatIsItsMeanBecomesZero() {
        #expect(centring.centre([0, 0, 1], language: "zh") == [0, 0, 0])
    }

    @Test func meansSurviveCoding() throws {
        let data = try JSONEncoder().encode(centring)
        #expect(try JSONDecoder().decode(LanguageCentring.self, from: data) == centring)
    }
}
