import CMarkGFM
import LimnArticles

/// What other parts of the site need to know about a page's Markdown before it is rendered.
struct MarkdownOutline: Sendable, Hashable {
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

    let headings: [TableOfContents.Heading]
    /// The addresses of the terms of definition lists.
    let terms: [String]
    /// The addresses that raw HTML gives to its elements.
    let anchorsInHTML: Set<String>
    let pictures: [Picture]
    /// Whether a figure stands before the first heading, and before the second paragraph.
    let opensWithFigure: Bool
    /// What lists show: the text above `<!--more-->`, or else the first paragraph.
    let summary: String?
    /// Words, a Chinese character counting for one.
    var wordCount: Int { words + ideographs }
    let words: Int
    let ideographs: Int
    /// Whether an address in the text leads to a place within the site, or may be meant to.
    let hasLocalLinks: Bool
    /// Whether the Markdown as written means the same to any reader: it holds no picture, no local
    /// address, no HTML, no shortcode and no lines of Chinese to be joined.
    let standsAlone: Bool

    /// The headings as a nested list.
    var contents: TableOfContents { TableOfContents(headings) }

    /// Minutes of reading, at 220 words or 420 Chinese characters a minute.
    var minutes: Int {
        let time = Double(words) / 220 + Double(ideographs) / 420
        return max(1, Int(time.rounded()))
    }

    /// An outline that was made before.
    init(
        headings: [TableOfContents.Heading], terms: [String], anchorsInHTML: Set<String>,
        pictures: [Picture], opensWithFigure: Bool, summary: String?, words: Int, ideographs: Int,
        hasLocalLinks: Bool, standsAlone: Bool
    ) {
        self.headings = headings
        self.terms = terms
        self.anchorsInHTML = anchorsInHTML
        self.pictures = pictures
        self.opensWithFigure = opensWithFigure
        self.summary = summary
        self.words = words
        self.ideographs = ideographs
        self.hasLocalLinks = hasLocalLinks
        self.standsAlone = standsAlone
    }

    /// The outline of a text by itself.
    init(_ body: FrontMatter.Body, isSmart: Bool = false) {
        self.init(MarkdownTree(arranged: body.text, isSmart: isSmart), body)
    }

    /// - Parameters:
    ///   - tree: the text as it will be rendered, so that both have the same headings and words
    ///   - body: the text
    init(_ tree: MarkdownTree, _ body: FrontMatter.Body) {
        var headings: [TableOfContents.Heading] = []
        var terms: [String] = []
        var anchors: Set<String> = []
        var pictures: [Picture] = []
        var counter = WordCounter()
        var ids = HeadingIDs()
        var summary = SummaryBuilder(hasMark: body.text.hasByte(UInt8(ascii: "<")))
        var paragraphs = 0
        var opens: Bool?
        var hasLocalLinks = false
        // Marks of shortcodes begin with the first of these bytes; a null is no sign of a text.
        var standsAlone = !body.text.hasByte(0xF4) && !body.text.hasByte(0)
        tree.walk { event, node in
            guard event == .enter else { return true }
            switch node.type {
            case CMARK_NODE_HEADING:
                counter.endWord()
                let heading = HeadingText(node)
                headings.append(
                    TableOfContents.Heading(
                        level: max(2, node.headingLevel), text: heading.text,
                        id: ids.next(for: heading)))
                opens = opens ?? false
            case CMARK_NODE_TEXT, CMARK_NODE_CODE: counter.add(node.literalBytes)
            case CMARK_NODE_SOFTBREAK, CMARK_NODE_LINEBREAK:
                counter.endWord()
                if standsAlone, node.joinsIdeographs { standsAlone = false }
            case CMARK_NODE_PARAGRAPH:
                counter.endWord()
                if node.loneImage != nil {
                    opens = opens ?? (paragraphs < 2)
                } else {
                    paragraphs += 1
                    summary.add(node)
                }
            case CMARK_NODE_CUSTOM_BLOCK:
                counter.endWord()
                if node.part == .term { terms.append(ids.next(for: HeadingText(term: node))) }
            case CMARK_NODE_LINK:
                hasLocalLinks = hasLocalLinks || SafeAddress.web(node.address) == nil
            case CMARK_NODE_HTML_BLOCK, CMARK_NODE_HTML_INLINE:
                standsAlone = false
                let html = node.literal
                anchors.formUnion(Self.anchors(in: html))
                hasLocalLinks = hasLocalLinks || HTMLAddresses.mayBe(in: html)
                if node.type == CMARK_NODE_HTML_BLOCK { summary.end(at: html) }
            case CMARK_NODE_IMAGE:
                standsAlone = false
                pictures.append(
                    Picture(
                        address: node.address, alternativeText: node.plainText, caption: node.title,
                        line: node.line + body.firstLine - 1,
                        isFigure: node.parent?.loneImage != nil))
                counter.add(node.plainText)
                return false
            default: break
            }
            return true
        }
        self.headings = headings
        self.terms = terms
        anchorsInHTML = anchors
        self.pictures = pictures
        words = counter.words
        ideographs = counter.ideographs
        opensWithFigure = (opens ?? false) && paragraphs >= 0
        self.summary = summary.text
        self.hasLocalLinks = hasLocalLinks
        self.standsAlone = standsAlone && !hasLocalLinks
    }
}

extension MarkdownOutline {
    /// The values of `id`, and of the `name` that `<a>` had before HTML 5.
    fileprivate static func anchors(in html: String) -> [String] {
        guard html.contains("=") else { return [] }
        return html.matches(of: /\s(?:id|name)\s*=\s*["']?([^"'\s>]+)/.ignoresCase())
            .map { String($0.output.1) }
    }
}

/// Counts words, and characters of scripts that have no spaces.
struct WordCounter {
    private(set) var words = 0
    private(set) var ideographs = 0
    private var isInWord = false

    mutating func endWord() { isInWord = false }

    mutating func add(_ text: String) {
        var text = text
        text.withUTF8 { add($0) }
    }

    mutating func add(_ bytes: UnsafeBufferPointer<UInt8>) {
        var index = 0
        while index < bytes.count {
            let byte = bytes[index]
            if byte < 0x80 {
                index += 1
                // Subtractions that wrap: each is one comparison for a whole range.
                if (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10 {
                    if !isInWord { words += 1 }
                    isInWord = true
                } else if byte != UInt8(ascii: "'") {
                    isInWord = false
                }
                continue
            }
            let (scalar, length) = Self.scalar(bytes, at: index)
            index += length
            if scalar.isIdeograph {
                ideographs += 1
                isInWord = false
            } else if scalar.properties.isAlphabetic {
                if !isInWord { words += 1 }
                isInWord = true
            } else if scalar != "’" {
                isInWord = false
            }
        }
    }

    /// The scalar that begins at a byte of valid UTF-8.
    private static func scalar(
        _ bytes: UnsafeBufferPointer<UInt8>, at index: Int
    ) -> (Unicode.Scalar, Int) {
        let length = bytes[index] >= 0xF0 ? 4 : bytes[index] >= 0xE0 ? 3 : 2
        guard index + length <= bytes.count else { return ("\u{FFFD}", 1) }
        var value = UInt32(bytes[index]) & (0xFF >> UInt32(length + 1))
        for next in bytes[(index + 1)..<(index + length)] {
            value = value << 6 | UInt32(next & 0x3F)
        }
        return (Unicode.Scalar(value) ?? "\u{FFFD}", length)
    }
}

/// Collects what lists show of a page.
private struct SummaryBuilder {
    private var first: String?
    private var above: [String] = []
    private var isMarked = false
    /// Whether the text may hold a mark at all; without one, the first paragraph is enough.
    private let hasMark: Bool
    private static let mostCharacters = 280

    init(hasMark: Bool) {
        self.hasMark = hasMark
    }

    mutating func add(_ paragraph: MarkdownNode) {
        guard !isMarked, above.count < 12, hasMark || first == nil else { return }
        let text = paragraph.plainText
        guard text.contains(where: { !$0.isWhitespace }) else { return }
        first = first ?? text
        above.append(text)
    }

    mutating func end(at html: String) {
        let mark = html.filter { !$0.isWhitespace }
        if mark.hasPrefix("<!--more-->") { isMarked = true }
    }

    /// A first paragraph that is long ends after a sentence or a word.
    var text: String? {
        if isMarked { return above.isEmpty ? nil : above.joined(separator: " ") }
        // By scalars, which cost less to count than characters; it ends at the end of one anyhow.
        guard let first, first.unicodeScalars.count > Self.mostCharacters else { return first }
        let start = first.unicodeScalars.prefix(Self.mostCharacters)
        let ends: Set<Unicode.Scalar> = [".", "!", "?", "。", "！", "？"]
        if let end = start.lastIndex(where: { ends.contains($0) }),
            start.distance(from: start.startIndex, to: end) > Self.mostCharacters / 2
        {
            return String(start[...end])
        }
        guard let space = start.lastIndex(of: " ") else {
            return first.prefix(Self.mostCharacters) + "…"
        }
        return String(start[..<space]) + "…"
    }
}
