import CMarkGFM
import LimnArticles

/// What other parts of the site need to know about a page's Markdown before it is rendered.
struct MarkdownOutline: Sendable {
    struct Heading: Sendable {
        let level: Int
        let text: String
        let id: String
    }

    struct Picture: Sendable, Hashable, Codable {
        /// The address as written.
        let address: String
        let alternativeText: String
        let caption: String
        /// The line of the file.
        let line: Int
        /// Whether it is alone in its paragraph, and so a figure.
        let isFigure: Bool
    }

    let headings: [Heading]
    let pictures: [Picture]
    /// Whether a figure stands before the first heading, and before the second paragraph.
    let opensWithFigure: Bool
    private let words: Int
    private let ideographs: Int

    /// Minutes of reading, at 220 words or 420 Chinese characters a minute.
    var minutes: Int {
        let time = Double(words) / 220 + Double(ideographs) / 420
        return max(1, Int(time.rounded()))
    }

    init(_ body: FrontMatter.Body) {
        let tree = MarkdownTree(body.text)
        var headings: [Heading] = []
        var words = 0
        var ideographs = 0
        var ids = HeadingIDs()
        for node in tree.nodes {
            switch node.type {
            case CMARK_NODE_HEADING:
                let text = node.plainText
                headings.append(
                    Heading(level: node.headingLevel, text: text, id: ids.next(for: text)))
            case CMARK_NODE_TEXT, CMARK_NODE_CODE:
                let (plain, cjk) = Self.count(node.literal)
                words += plain
                ideographs += cjk
            default: break
            }
        }
        let pictures = tree.images.map { node in
            Picture(
                address: node.address, alternativeText: node.plainText, caption: node.title,
                line: node.line + body.firstLine - 1, isFigure: node.parent?.loneImage != nil)
        }
        self.headings = headings
        self.pictures = pictures
        self.words = words
        self.ideographs = ideographs

        var paragraphs = 0
        var opens = false
        var block = MarkdownNode(tree.root).firstChild
        while let node = block, node.type == CMARK_NODE_PARAGRAPH, paragraphs < 2 {
            if node.loneImage != nil {
                opens = true
                break
            }
            paragraphs += 1
            block = node.next
        }
        opensWithFigure = opens
    }

    private static func count(_ text: String) -> (words: Int, ideographs: Int) {
        var words = 0
        var ideographs = 0
        var isInWord = false
        for scalar in text.unicodeScalars {
            if scalar.isIdeograph {
                ideographs += 1
                isInWord = false
            } else if scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) {
                if !isInWord { words += 1 }
                isInWord = true
            } else if scalar != "'" && scalar != "’" {
                isInWord = false
            }
        }
        return (words, ideographs)
    }
}

/// Gives each heading of a page an address of its own.
struct HeadingIDs {
    private var used: Set<String> = []

    mutating func next(for text: String) -> String {
        let slug = Slug.readable(text)
        let base = slug.isEmpty ? "section" : slug
        var id = base
        var number = 2
        while !used.insert(id).inserted {
            id = "\(base)-\(number)"
            number += 1
        }
        return id
    }
}

extension Unicode.Scalar {
    /// Whether it is written without spaces around it: Han, kana, and their punctuation.
    var isIdeograph: Bool {
        switch value {
        case 0x3041...0x30FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF,
            0x20000...0x3FFFF:
            true
        default: false
        }
    }

    /// Whether it is full-width punctuation.
    var isFullWidthMark: Bool {
        switch value {
        case 0x3000...0x303F, 0xFF01...0xFF65, 0x2018, 0x2019, 0x201C, 0x201D, 0x2026, 0x2014: true
        default: false
        }
    }
}
