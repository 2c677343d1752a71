import LimnComposer
import Testing

struct TextDifferenceTests {
    @Test func equalTextsHaveNoDifference() {
        #expect(TextDifference(old: "a\nb\n", new: "a\nb\n").unified(file: "f").isEmpty)
    }

    @Test func aChangedLineStandsBetweenThreeLinesOfContext() {
        let old = (1...9).map { "line \($0)\n" }.joined()
        let new = old.replacing("line 5", with: "line five")
        #expect(
            TextDifference(old: old, new: new).unified(file: "a.md") == """
                --- a.md
                +++ a.md
                @@ -2,7 +2,7 @@
                 line 2
                 line 3
                 line 4
                -line 5
                +line five
                 line 6
                 line 7
                 line 8

                """)
    }

    @Test func farChangesStandApartAndNewFilesBeginAtNothing() {
        let old = (1...20).map { "\($0)\n" }.joined()
        let new = old.replacing("2\n3\n", with: "2\nx\n3\n").replacing("19\n", with: "")
        let text = TextDifference(old: old, new: new).unified(file: "f")
        #expect(text.contains("@@ -1,5 +1,6 @@\n 1\n 2\n+x\n 3\n"))
        #expect(text.contains("@@ -16,5 +17,4 @@\n"))
        #expect(
            TextDifference(old: "", new: "a\n").unified(file: "f")
                == "--- f\n+++ f\n@@ -0,0 +1 @@\n+a\n")
    }
}
