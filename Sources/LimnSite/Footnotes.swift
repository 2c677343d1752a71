import CMarkGFM

/// The footnotes of a document as they are written: what each is called, and how often it is referred
/// to.
struct Footnotes {
    /// What each is called in addresses, by its number.
    private var names: [Int: String] = [:]
    /// How often each is referred to in all.
    private var totals: [Int: Int] = [:]
    private var current = 0
    /// Whether the list of footnotes has begun.
    private(set) var isOpen = false
    /// Whether the present one has its ways back.
    private(set) var hasWayBack = false

    /// Counts the references, whose texts are the numbers of the footnotes.
    mutating func count(in tree: MarkdownTree) {
        tree.walk { event, node in
            if event == .enter, node.type == CMARK_NODE_FOOTNOTE_REFERENCE,
                let number = Int(node.literal)
            {
                totals[number, default: 0] += 1
                names[number] = names[number] ?? Self.name(inReference: node.html)
            }
            return true
        }
    }

    /// A footnote's name, which cmark-gfm tells only in its HTML: `href="#fn-NAME"`, escaped.
    private static func name(inReference html: String) -> String? {
        let start = "href=\"#fn-"
        guard let range = html.firstRange(of: start) else { return nil }
        return String(html[range.upperBound...].prefix { $0 != "\"" })
    }

    /// Begins the next footnote.
    mutating func enter(_ output: inout MarkupBuffer) {
        if !isOpen {
            output.endLine()
            output.write("<section class=\"footnotes\" data-footnotes>\n<ol>\n")
            isOpen = true
        }
        current += 1
        hasWayBack = false
        output.write("<li id=\"fn-\(name)\">\n")
    }

    private var name: String { names[current] ?? String(current) }

    /// One way back for each reference.
    ///
    /// - Parameter label: what a way back is called, before its number
    mutating func writeWayBack(_ output: inout MarkupBuffer, label: String) {
        hasWayBack = true
        for use in 1...max(1, totals[current] ?? 1) {
            let suffix = use > 1 ? "-\(use)" : ""
            if use > 1 { output.write(" ") }
            output.write(
                "<a href=\"#fnref-\(name)\(suffix)\" class=\"footnote-backref\""
                    + " data-footnote-backref aria-label=\"")
            output.write("\(label) \(current)\(suffix)\">↩")
            if use > 1 { output.write("<sup class=\"footnote-ref\">\(use)</sup>") }
            output.write("</a>")
        }
    }
}
