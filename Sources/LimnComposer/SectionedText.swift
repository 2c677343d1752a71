import Crypto
import Foundation
import LimnArticles

/// A manuscript cut at its second-level headings.
struct SectionedText {
    /// A section: its heading and the blocks below it.
    struct Section {
        /// The heading; empty for what stands before the first one.
        var heading: String
        /// The blocks as Markdown.
        var blocks: [String]

        /// The hash of each block.
        var hashes: [String] { blocks.map(SectionedText.hash) }
    }

    /// The front matter with its fences, as in the file.
    var header: String
    /// The sections; the first has no heading.
    var sections: [Section]

    /// Cuts a manuscript's text.
    init(manuscript: String) {
        let text = manuscript.replacing("\r\n", with: "\n")
        var body = text
        var header = ""
        if text.hasPrefix("---\n"), let end = text.ranges(of: "\n---\n").first {
            header = String(text[..<end.upperBound])
            body = String(text[end.upperBound...])
        }
        self.init(header: header, blocks: Manuscript.blocks(in: body))
    }

    /// Cuts blocks.
    init(header: String, blocks: [ManuscriptBlock]) {
        self.header = header
        sections = [Section(heading: "", blocks: [])]
        for block in blocks {
            if case .heading(2, let text) = block {
                sections.append(Section(heading: text, blocks: []))
            } else {
                sections[sections.count - 1].blocks.append(block.markdown)
            }
        }
    }

    /// The file's text.
    var markdown: String {
        var blocks: [String] = []
        for section in sections {
            if !section.heading.isEmpty { blocks.append("## \(section.heading)") }
            blocks += section.blocks
        }
        return "\(header)\n\(blocks.joined(separator: "\n\n"))\n"
    }

    /// The section that a recorded section has become: the one with its heading, or, where
    /// the heading was changed, one that still has a block of it.
    func match(for recorded: CompositionRecord.Section) -> Int? {
        if let index = sections.firstIndex(where: { $0.heading == recorded.heading }) {
            return index
        }
        return sections.firstIndex { section in
            section.hashes.contains { recorded.blocks.contains($0) }
        }
    }

    /// The SHA-256 of a block's text, shortened to 16 hexadecimal digits.
    static func hash(_ text: String) -> String {
        Array(SHA256.hash(data: Data(text.utf8))).prefix(8).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
