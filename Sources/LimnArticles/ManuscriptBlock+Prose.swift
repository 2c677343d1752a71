import Foundation

extension ManuscriptBlock {
    /// A paragraph that says exactly `prose`: one line, and no mark in it means anything.
    ///
    /// Text of a model is untrusted. What looks like Markdown or HTML in it is escaped with
    /// backslashes (CommonMark 0.31, section 2.4), so that it can make no heading, list, link,
    /// picture or tag, and no rule that ends the front matter.
    public static func paragraph(_ prose: String) -> ManuscriptBlock {
        let line = prose.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        var text = ""
        for character in line {
            if "\\`*_[]<>~".contains(character) { text.append("\\") }
            text.append(character)
        }
        text = text.replacing(/&(?=#?[A-Za-z0-9]+;)/, with: "\\&")
        // Bare addresses become links in GitHub's Markdown.
        text = text.replacing("://", with: "\\://").replacing("www.", with: "www\\.")
        if let first = text.first, "#+-=".contains(first) { text = "\\" + text }
        if let match = text.prefixMatch(of: /([0-9]{1,9})([.)])(?=\s|$)/) {
            text = "\(match.1)\\\(match.2)" + text[match.range.upperBound...]
        }
        return .text(text)
    }
}
