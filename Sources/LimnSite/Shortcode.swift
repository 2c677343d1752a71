import Foundation

/// One end of a shortcode in a page's Markdown: `{{< note "Mind" >}}`, `{{< /note >}}`.
struct Shortcode: Sendable, Hashable {
    enum Role: Sendable, Hashable {
        /// It has no end of its own.
        case single
        /// It begins something that ends at the tag of that number.
        case opening(closedBy: Int)
        /// It ends what the tag of that number began.
        case closing(opened: Int)
    }

    struct Argument: Sendable, Hashable {
        /// `nil` for an argument that is known by its place.
        let name: String?
        let value: String
    }

    let name: String
    let arguments: [Argument]
    /// The line of the file.
    let line: Int
    /// As it is written, for code in which it means nothing.
    let source: String
    var role: Role

    func argument(_ name: String) -> String? { arguments.first { $0.name == name }?.value }
}

/// Stands in the Markdown for a shortcode, so that the parser treats it as one thing.
///
/// Alone on its line it is a comment, which begins a block of its own; within a line it is a
/// private character with a number, which begins none.
enum ShortcodeMark {
    enum Piece {
        case text(String)
        case tag(Int)
    }

    private static let open = "\u{10FF00}"
    private static let close = "\u{10FF01}"
    private static let commentStart = "<!--limn:"
    private static let commentEnd = "-->"

    static func block(_ number: Int) -> String { "\(commentStart)\(number)\(commentEnd)" }
    static func inline(_ number: Int) -> String { "\(open)\(number)\(close)" }

    /// Whether bytes of UTF-8 may hold a mark within a line.
    static func isIn(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool { bytes.contains(0xF4) }

    /// The number in a comment that stands for a shortcode.
    static func number(inComment html: String, _ tags: [Shortcode]) -> Int? {
        guard !tags.isEmpty, html.hasPrefix(commentStart),
            let number = Int(
                html.dropFirst(commentStart.count).prefix { $0.isASCII && $0.isNumber }),
            tags.indices.contains(number)
        else { return nil }
        return number
    }

    /// The number of the shortcode that stands around a block of code, which the block's info holds.
    static func number(inInfo info: String, _ tags: [Shortcode]) -> Int? {
        guard !tags.isEmpty else { return nil }
        for case .tag(let number) in pieces(of: info, tags) { return number }
        return nil
    }

    /// The info of a block of code without the mark.
    static func pruned(_ info: String) -> String {
        guard let start = info.range(of: open) else { return info }
        return info[..<start.lowerBound].trimmingCharacters(in: .whitespaces)
    }

    static func pieces(of text: String, _ tags: [Shortcode]) -> [Piece] {
        var pieces: [Piece] = []
        var rest = text[...]
        while let start = rest.range(of: open), let end = rest[start.upperBound...].range(of: close)
        {
            pieces.append(.text(String(rest[..<start.lowerBound])))
            if let number = Int(rest[start.upperBound..<end.lowerBound]),
                tags.indices.contains(number)
            {
                pieces.append(.tag(number))
            }
            rest = rest[end.upperBound...]
        }
        return pieces + [.text(String(rest))]
    }

    /// Code with the shortcodes in it as they were written; `nil` where there are none.
    static func restored(in code: String, _ tags: [Shortcode]) -> String? {
        guard !tags.isEmpty, code.contains(open) || code.contains(commentStart) else { return nil }
        var result = ""
        for piece in pieces(of: code, tags) {
            switch piece {
            case .text(let text): result += text
            case .tag(let number): result += tags[number].source
            }
        }
        var rest = result[...]
        result = ""
        while let start = rest.range(of: commentStart),
            let end = rest[start.upperBound...].range(of: commentEnd)
        {
            result += rest[..<start.lowerBound]
            if let number = Int(rest[start.upperBound..<end.lowerBound]),
                tags.indices.contains(number)
            {
                result += tags[number].source
            } else {
                result += rest[start.lowerBound..<end.upperBound]
            }
            rest = rest[end.upperBound...]
        }
        return result + rest
    }
}
