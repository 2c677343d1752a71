import LimnArticles
import LimnComposer
import Testing

struct ProseTests {
    @Test(arguments: [
        ("One. Two! Three?", ["One.", "Two!", "Three?"]),
        ("He paid 3.50 for it. Then he left.", ["He paid 3.50 for it.", "Then he left."]),
        ("J. R. Hartley came. He sat.", ["J. R. Hartley came.", "He sat."]),
        ("She said “Go.” He went.", ["She said “Go.”", "He went."]),
        ("Wait... what? Yes.", ["Wait...", "what?", "Yes."]),
        ("天亮了。走吧！好吗？", ["天亮了。", "走吧！", "好吗？"]),
        ("他说：“走吧。”我们走了。", ["他说：“走吧。”", "我们走了。"]),
        ("No end", ["No end"]), ("Line one\nline two.", ["Line one", "line two."]),
        ("", []), (" \n ", []), ("...", []),
        ("See limn.yml here. End.", ["See limn.yml here.", "End."]),
        ("It was vitamin C.", ["It was vitamin C."]),
    ])
    func textIsCutIntoSentences(text: String, sentences: [String]) {
        #expect(Prose.sentences(in: text) == sentences)
    }

    @Test(arguments: [
        ("Done.", true), ("Done.”", true), ("Done.) ", true), ("好。", true), ("好！”", true),
        ("Not don", false), ("好，", false), ("", false), ("  ", false), ("”", false),
    ])
    func aFinishedTextIsKnown(text: String, isComplete: Bool) {
        #expect(Prose.isComplete(text) == isComplete)
    }

    @Test(arguments: [
        ("One. Two and", "One."), ("One. Two.", "One. Two."), ("One and", ""), ("", ""),
        ("好的。还有", "好的。"), ("Yes. Yes. Ye", "Yes. Yes."), ("A “b.” And", "A “b.”"),
    ])
    func anUnfinishedSentenceIsDropped(text: String, completed: String) {
        #expect(Prose.completed(text) == completed)
    }

    @Test(arguments: [
        ("one two three", 3), ("don't stop", 2), ("well-known fact", 2), ("a – b — c", 3),
        ("3.50 euros", 3), ("", 0), ("...", 0), ("naïve café", 2), ("- - -", 0),
    ])
    func wordsAreCounted(text: String, count: Int) {
        #expect(Prose.length(of: text, in: .english) == count)
    }

    @Test(arguments: [
        ("天亮了。", 3), ("走，吧！", 2), ("用 Swift 写", 3), ("2026年", 2), ("", 0), ("。。。", 0),
        ("𠮷野家", 3), ("A B", 2),
    ])
    func chineseIsCountedInCharacters(text: String, count: Int) {
        #expect(Prose.length(of: text, in: .chinese) == count)
    }

    @Test func aFingerprintForgetsCaseAndSigns() {
        #expect(Prose.fingerprint("The Lion, at 3!") == Prose.fingerprint("the lion at 3"))
        #expect(Prose.fingerprint("草原。") == Prose.fingerprint("草 原"))
        #expect(Prose.fingerprint("lion") != Prose.fingerprint("lions"))
    }

    @Test func longTextsTakeNoQuadraticTime() {
        let text = String(repeating: "A short one. ", count: 4_000)
        let clock = ContinuousClock()
        let time = clock.measure {
            #expect(Prose.sentences(in: text).count == 4_000)
            #expect(Prose.completed(text + "and").count == text.count - 1)
        }
        // Generous: seconds when linear and in debug, minutes when quadratic.
        #expect(time < .seconds(30))
    }
}
