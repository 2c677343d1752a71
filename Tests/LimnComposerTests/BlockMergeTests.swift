import Testing

@testable import LimnComposer

struct BlockMergeTests {
    private static func merge(_ base: String, _ current: String, _ offered: String) -> BlockMerge {
        func blocks(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }
        return BlockMerge(
            base: blocks(base).map(SectionedText.hash), current: blocks(current),
            offered: blocks(offered))
    }

    @Test(arguments: [
        // base, the person's, the models', result
        ("a b c", "a b c", "a b c", "a b c"),
        ("a b c", "a b c", "a x c", "a x c"),
        ("a b c", "a B c", "a b c", "a B c"),
        ("a b c", "A b c", "a b x", "A b x"),
        // Neighbours, reworded one by each side.
        ("a b c", "A b c", "a x c", "A x c"),
        ("a b", "A b", "a x", "A x"),
        ("a b c", "a own b c", "a b x", "a own b x"),
        ("a b c", "a c", "a b x", "a x"),
        ("a b c", "c a b", "a b c", "c a b"),
        ("a b c", "a b c", "", ""),
        ("", "own", "a", "own a"),
        ("a", "a own", "a b", "a own b"),
        ("a", "a", "a b c", "a b c"),
        ("a b c", "ab c", "a b x", "ab x"),
        ("a a a", "a A a", "a a x", "a A x"),
    ])
    func aChangeOfOneSideIsTaken(base: String, current: String, offered: String, merged: String) {
        #expect(Self.merge(base, current, offered).blocks.joined(separator: " ") == merged)
    }

    @Test func whereBothChangedThePersonsStaysAndTheOtherIsReported() {
        let merge = Self.merge("a b c", "a B c", "a x c")
        #expect(merge.blocks == ["a", "B", "c"])
        #expect(merge.conflicts == [.init(kept: ["B"], offered: ["x"])])
    }

    @Test func aDeletionThatMeetsANewTextStaysADeletion() {
        let merge = Self.merge("a b c", "a c", "a x c")
        #expect(merge.blocks == ["a", "c"])
        #expect(merge.conflicts == [.init(kept: [], offered: ["x"])])
    }

    @Test func theSameChangeOnBothSidesIsNoConflict() {
        #expect(Self.merge("a b", "a x", "a x").conflicts.isEmpty)
    }
}
