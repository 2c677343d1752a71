import Foundation
import LimnArticles

/// A manuscript's file cut into front matter and blocks, each in its place, so that one block can
/// be changed and every other byte stays.
public struct ManuscriptText: Sendable {
    /// The file's text.
    public let text: String
    /// Where the front matter with its fences ends; the start of the text where there is none.
    let headerEnd: String.Index
    /// Where each block of the body stands.
    let ranges: [Range<String.Index>]

    /// Cuts a manuscript.
    public init(_ text: String) {
        self.text = text
        headerEnd = Self.endOfHeader(in: text)
        ranges = Manuscript.ranges(of: text[headerEnd...])
    }

    /// The blocks as Markdown, with line feeds between their lines.
    public var blocks: [String] {
        ranges.map { String(text[$0]).replacing("\r\n", with: "\n") }
    }

    /// The text with another block in the place of one.
    ///
    /// - Parameters:
    ///   - index: which block, counted from 0
    ///   - markdown: the new block or blocks; nothing but space takes the block away
    /// - Returns: `nil` where there is no such block
    public func replacing(block index: Int, with markdown: String) -> String? {
        guard ranges.indices.contains(index) else { return nil }
        var range = ranges[index]
        let new = Manuscript.pieces(of: markdown.replacing("\r\n", with: "\n"))
            .joined(separator: "\n\n")
        if new.isEmpty {
            // The blank lines after it go with it; at the end those before it do.
            if ranges.indices.contains(index + 1) {
                range = range.lowerBound..<ranges[index + 1].lowerBound
            } else if index > 0 {
                range = ranges[index - 1].upperBound..<range.upperBound
            }
        }
        let usesCarriageReturns = text.contains("\r\n")
        return text.replacingCharacters(
            in: range, with: usesCarriageReturns ? new.replacing("\n", with: "\r\n") : new)
    }

    private static func endOfHeader(in text: String) -> String.Index {
        let body = text.first == "\u{FEFF}" ? text.dropFirst() : text[...]
        let lines = body.split(
            omittingEmptySubsequences: false, whereSeparator: { $0 == "\n" || $0 == "\r\n" })
        guard let first = lines.first, isFence(first),
            let end = lines.dropFirst().first(where: isFence)
        else { return body.startIndex }
        return end.endIndex < body.endIndex ? body.index(after: end.endIndex) : end.endIndex
    }

    private static func isFence(_ line: Substring) -> Bool {
        line.hasPrefix("---") && line.dropFirst(3).allSatisfy { $0 == " " || $0 == "\t" }
    }
}
