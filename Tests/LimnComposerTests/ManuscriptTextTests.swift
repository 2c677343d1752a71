import Testing

@testable import LimnComposer

/// A block of a manuscript can be changed in its place.
struct ManuscriptTextTests {
    private static let file =
        "---\ntitle: Ford\n---\n\n\n## At the ford\n\nOne  line.  \nAnother.\n\n\n\n```\na\n\nb\n```\n\nLast.   \n\n"

    @Test func itsBlocksAreThoseBetweenBlankLines() {
        #expect(
            ManuscriptText(Self.file).blocks == [
                "## At the ford", "One  line.  \nAnother.", "```\na\n\nb\n```", "Last.   ",
            ])
    }

    @Test func changingABlockLeavesEveryOtherByte() throws {
        let changed = try #require(ManuscriptText(Self.file).replacing(block: 1, with: "Mine.\n"))
        #expect(changed == Self.file.replacing("One  line.  \nAnother.", with: "Mine."))
    }

    @Test func aBlockMayBecomeSeveral() throws {
        let changed = try #require(
            ManuscriptText(Self.file).replacing(block: 3, with: "\nOne.\n\n\n\nTwo.\n"))
        #expect(ManuscriptText(changed).blocks.suffix(2) == ["One.", "Two."])
    }

    @Test(arguments: 0..<4) func anEmptyTextTakesABlockAwayAndNothingElse(index: Int) throws {
        let changed = try #require(
            ManuscriptText(Self.file).replacing(block: index, with: " \n "))
        var blocks = ManuscriptText(Self.file).blocks
        blocks.remove(at: index)
        #expect(ManuscriptText(changed).blocks == blocks)
        #expect(changed.hasPrefix("---\ntitle: Ford\n---\n"))
    }

    @Test func carriageReturnsStay() throws {
        let file = Self.file.replacing("\n", with: "\r\n")
        #expect(ManuscriptText(file).blocks == ManuscriptText(Self.file).blocks)
        let changed = try #require(ManuscriptText(file).replacing(block: 3, with: "a\n\nb"))
        #expect(changed == file.replacing("Last.   ", with: "a\r\n\r\nb"))
    }

    @Test(arguments: [-1, 4, .max]) func aBlockThatIsNotThereCannotBeChanged(index: Int) {
        #expect(ManuscriptText(Self.file).replacing(block: index, with: "x") == nil)
    }

    @Test(arguments: ["", "\u{FEFF}", "---", "---\n", "---\n---", "\n\n", "---\ntitle: x\n"])
    func aFileWithoutABodyOrAnEndOfItsFrontMatterIsNoTrap(file: String) {
        let text = ManuscriptText(file)
        #expect(text.replacing(block: text.blocks.count, with: "x") == nil)
    }

    @Test func theDifferenceOfTwoManuscriptsIsToldBlockByBlock() {
        let old = "---\nt: 1\n---\n\nOne.\n\nTwo.\n\nThree.\n"
        let new = "---\nt: 2\n---\n\nOne.\n\n2.\n\n2½.\n\nThree.\n\nFour.\n"
        #expect(
            BlockDifference(old: old, new: new).changes == [
                .init(old: "Two.", new: "2.\n\n2½."), .init(old: "", new: "Four."),
            ])
        #expect(BlockDifference(old: old, new: old).changes.isEmpty)
    }
}
