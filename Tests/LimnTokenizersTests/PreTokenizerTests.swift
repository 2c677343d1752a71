import Testing

@testable import LimnTokenizers

@Suite struct PreTokenizerTests {
    private func words(_ text: String, _ preTokenizer: PreTokenizer) -> [String] {
        let bytes = Array(text.utf8)
        var words: [String] = []
        preTokenizer.forEachWord(in: bytes[...]) {
            words.append(String(decoding: bytes[$0], as: UTF8.self))
        }
        return words
    }

    @Test func qwenKeepsPunctuationBeforeLettersAndNewlinesAfterPunctuation() {
        #expect(words("a,b!\n\nc", .qwen2) == ["a", ",b", "!\n\n", "c"])
        #expect(words("12 3", .qwen2) == ["1", "2", " ", "3"])
        #expect(words("DON'T", .qwen2) == ["DON", "'T"])
        #expect(words("a  \n  b", .qwen2) == ["a", "  \n", " ", " b"])
        #expect(words("字。\r\n", .qwen2) == ["字", "。\r\n"])
    }

    @Test func gpt2TakesContractionsInLowerCaseOnly() {
        #expect(words("DON'T don't", .gpt2) == ["DON", "'", "T", " don", "'t"])
        #expect(words("a 12  3", .gpt2) == ["a", " 12", " ", " 3"])
        #expect(words("x   ", .gpt2) == ["x", "   "])
    }

    @Test func smolLMCutsAtEveryNumberBeforeAnythingElse() {
        #expect(words("a 12  3", .smollm) == ["a", " ", "1", "2", "  ", "3"])
        #expect(words("v1.2", .smollm) == ["v", "1", ".", "2"])
    }

    @Test func llama3GroupsNumbersByThree() {
        #expect(words("12345", .llama3) == ["123", "45"])
    }

    @Test(arguments: PreTokenizer.allCases)
    func wordsJoinToTheText(preTokenizer: PreTokenizer) {
        var generator = SeededGenerator(state: 3)
        let alphabet = Array("aZ9 '\n\r\t.é中😀\u{301}\u{a0}½ſ".unicodeScalars)
        for _ in 0..<300 {
            var text = ""
            for _ in 0..<Int.random(in: 0..<30, using: &generator) {
                text.unicodeScalars.append(alphabet.randomElement(using: &generator) ?? "a")
            }
            #expect(words(text, preTokenizer).joined().utf8.elementsEqual(text.utf8))
        }
    }

    @Test func lettersNewerThanUnicode15AreNone() {
        #expect(CharacterClass.of(0x1C89) == .other)
        #expect(CharacterClass.of(0x4E2D) == .letter)
        #expect(CharacterClass.of(0x0661) == .number)
        #expect(CharacterClass.of(0x3000) == .whitespace)
        #expect(CharacterClass.of(0x10FFFF) == .other)
    }
}
