import LimnArticles
import Testing

@testable import LimnComposer

/// A text's offences are found while it is written, and are those of the finished text.
struct ProseGuardTests {
    private static let english = ProseGuard(
        Taboos(
            language: .english, title: "A Morning by the Quay", point: "gulls wait on the quay",
            earlier: ["Boats come home early. The nets are full of herring."],
            material: ["Herring is landed at Brixham since 1850."]))

    @Test(arguments: [
        "Boats come to the town.", "Look: the nets are full. The nets are full of fish.",
        "Gulls fly. Overall it is good.", "Gulls fly over London.", "Gulls came in 1900.",
        "In a morning by the quay gulls wait.", "Gulls wait. Gulls wait.",
        "It is the oldest of them.", "Gulls wait. This article tells why.",
    ])
    func whatOffendsInAnyPrefixOffendsInTheWhole(text: String) {
        let first = (1...text.count).first {
            !Self.english.offences(in: String(text.prefix($0)), isFinished: false).isEmpty
        }
        guard let first else {
            Issue.record("nothing was found while writing: \(text)")
            return
        }
        for length in first...text.count {
            #expect(
                !Self.english.offences(in: String(text.prefix(length)), isFinished: false).isEmpty)
        }
        #expect(!Self.english.offences(in: text).isEmpty)
    }

    @Test(arguments: [
        "Gulls wait on the quay at Brixham, where herring is landed since 1850.",
        "In the morning gulls wait.", "Boat after boat comes home.",
    ])
    func aGoodTextIsNeverStoppedOnTheWay(text: String) {
        for length in 1...text.count {
            #expect(
                Self.english.offences(in: String(text.prefix(length)), isFinished: false).isEmpty,
                "\(text.prefix(length))")
        }
        #expect(Self.english.offences(in: text).isEmpty)
    }

    @Test func aNameIsOneWhenItIsFinished() {
        #expect(Self.english.offences(in: "Gulls of Brix", isFinished: false).isEmpty)
        #expect(!Self.english.offences(in: "Gulls of Brix").isEmpty)
        #expect(!Self.english.offences(in: "Gulls of Brix and", isFinished: false).isEmpty)
    }

    @Test func withoutMaterialNamesAndNumbersAreFree() {
        let free = ProseGuard(Taboos(language: .english))
        #expect(free.offences(in: "Gulls came to London in 1900.").isEmpty)
    }

    @Test func chineseIsGuardedByCharacters() {
        let chinese = ProseGuard(
            Taboos(
                language: .chinese, title: "老港口的一天", point: "海鸥等在码头",
                earlier: ["渔船回来得很早。"], material: ["海鸥"]))
        #expect(chinese.offences(in: "海鸥等在码头的木桩上。").isEmpty)
        #expect(chinese.offences(in: "渔船都在卸货。").isEmpty)
        #expect(!chinese.offences(in: "渔船回港。").isEmpty)
        #expect(!chinese.offences(in: "在老港口的一天里。").isEmpty)
        #expect(!chinese.offences(in: "海鸥飞了三十公里。").isEmpty)
        #expect(!chinese.offences(in: "这是最大的海鸥。").isEmpty)
    }
}
