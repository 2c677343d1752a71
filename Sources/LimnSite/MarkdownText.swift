/// Plain text put into Markdown.
enum MarkdownText {
    /// One line that Markdown reads as these words and nothing else.
    static func escaped(_ text: String, signs: String = "[]\\*_`<") -> String {
        // Only ASCII is looked at byte by byte: a sign with an accent on it is another character.
        let isPlain = text.utf8.allSatisfy { byte in
            byte < 0x80 && byte >= 0x20 && !signs.utf8.contains(byte)
        }
        if isPlain { return text }
        var result = ""
        for character in text {
            if character.isNewline {
                result += " "
                continue
            }
            if signs.contains(character) { result += "\\" }
            result.append(character)
        }
        return result
    }
}
