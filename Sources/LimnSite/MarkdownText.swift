/// Plain text put into Markdown.
enum MarkdownText {
    /// One line that Markdown reads as these words and nothing else.
    static func escaped(_ text: String, signs: String = "[]\\*_`<") -> String {
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
