import Foundation
import LimnArticles
import LimnTestSupport
import Testing

@testable import LimnComposer

/// Random edits, random changes of the brief: no word that a person wrote is ever lost.
struct ComposerEditPropertyTests {
    private static let briefs = [
        Scene.outline,
        Scene.outline.replacing("zebra and giraffe", with: "lion and elephant"),
        Scene.outline.replacing("## Who you will meet", with: "## Animals"),
        Scene.outline.replacing("seed: 7", with: "seed: 8"),
        Scene.outline.replacing("{min: 2, max: 4}", with: "1"),
        Scene.outline.replacing("tags: [travel, animals]", with: "tags: [walks]"),
        Scene.outline.replacing(
            Scene.thirdSection, with: ""),
        Scene.outline.replacing(
            "## Before sunrise", with: "## The road\ndust\ndew\n## Before sunrise"),
        "---\nwords: 300\nimages: none\ntitle: New\n---\n## Leaving no trace\na\nb\n## Before sunrise\nc\n",
    ]

    /// One random edit; every word that it writes is unlike any other.
    private static func edit(
        _ text: inout String, _ random: inout SeededRandom, _ count: inout Int
    ) {
        count += 1
        let word = "person\(count)word"
        var lines = text.components(separatedBy: "\n")
        let place = random.below(lines.count)
        let headings = lines.indices.filter { lines[$0].hasPrefix("## ") }
        switch random.below(12) {
        case 0: lines[place] += lines[place].hasPrefix("---") ? "" : " \(word)"
        case 1: lines.insert(contentsOf: ["", "New \(word) paragraph.", ""], at: place)
        case 2:
            lines.insert(contentsOf: ["", "## Own \(word)", "", "Its \(word)x.", ""], at: place)
        case 3: lines.remove(at: place)
        case 4:
            if let heading = random.pick(headings) { lines[heading] = "## Renamed \(word)" }
        case 5:
            if let heading = random.pick(headings) { lines.remove(at: heading) }
        case 6:
            // A whole section goes.
            if let heading = random.pick(headings) {
                let end = headings.first { $0 > heading } ?? lines.count
                lines.removeSubrange(heading..<end)
            }
        case 7:
            // A whole section moves to the end.
            if let heading = random.pick(headings) {
                let end = headings.first { $0 > heading } ?? lines.count
                let section = Array(lines[heading..<end])
                lines.removeSubrange(heading..<end)
                lines += [""] + section
            }
        case 8:
            // A whole section comes twice.
            if let heading = random.pick(headings) {
                let end = headings.first { $0 > heading } ?? lines.count
                lines += [""] + lines[heading..<end]
            }
        case 9: lines.insert(contentsOf: ["```", "## \(word)", "", word + "y", "```"], at: place)
        case 10: lines.insert("\(word): yes", at: min(1, lines.count))
        default: lines.swapAt(place, random.below(lines.count))
        }
        text = lines.joined(separator: "\n")
    }

    private static func words(_ text: String) -> Set<String> {
        Set(text.matches(of: /person[0-9]+word[xy]?/).map { String($0.output) })
    }

    @Test(arguments: 0..<8)
    func noWordThatAPersonWroteIsEverLost(part: Int) async throws {
        let first = try await Scene().compose(try Scene.brief())
        for seed in (part * 30)..<(part * 30 + 30) {
            var random = SeededRandom(seed: UInt64(seed))
            var count = 0
            var state = first
            // Edits and compositions take turns, over ever changing briefs.
            for turn in 0..<2 {
                var text = try #require(state.manuscripts[.english])
                for _ in 0...random.below(5) { Self.edit(&text, &random, &count) }
                if Manuscript.lineOfOpenFence(in: text) != nil { text += "\n```\n" }
                var existing = state.existing()
                existing.manuscripts[.english] = text
                let known = Set(
                    try #require(state.record.articles["en"]).sections.flatMap(\.blocks))
                let brief = try Scene.brief(random.pick(Self.briefs) ?? Scene.outline)
                state = try await Scene().compose(brief, over: existing)
                let result = try #require(state.manuscripts[.english])
                let lost = Self.words(text).subtracting(Self.words(result))
                #expect(lost.isEmpty, "seed \(seed) turn \(turn)")
                // Nor any block that is not the models'.
                let kept = Set(
                    SectionedText(manuscript: result).sections.flatMap(\.blocks))
                let own = SectionedText(manuscript: text).sections.flatMap(\.blocks)
                    .filter { !known.contains(SectionedText.hash($0)) }
                let gone = own.filter { !kept.contains($0) }
                #expect(gone.isEmpty, "seed \(seed) turn \(turn)")
                // And composing again is at rest.
                let scene = Scene()
                let again = try await scene.compose(brief, over: state.existing())
                #expect(scene.writer.calls.count == 0, "seed \(seed) turn \(turn)")
                let isAtRest = again.manuscripts[.english] == result
                #expect(isAtRest, "seed \(seed) turn \(turn)")
            }
        }
    }
}
