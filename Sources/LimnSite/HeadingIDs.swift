import CMarkGFM
import Foundation

/// A heading's words, and the address that the writer gave it: `## Setting up {#setup}`.
struct HeadingText {
    let text: String
    let id: String?

    init(_ node: MarkdownNode) {
        let text = node.plainText
        guard let given = Self.given(in: text) else {
            self.text = text
            id = nil
            return
        }
        self.text = given.text
        id = given.id
    }

    /// A term of a definition list, which has an address of its words alone.
    init(term: MarkdownNode) {
        text = term.plainText
        id = nil
    }

    /// - Returns: the words without the mark, and what is in it
    static func given(in text: String) -> (text: String, id: String)? {
        guard text.hasSuffix("}"), let open = text.range(of: "{#", options: .backwards) else {
            return nil
        }
        let id = text[open.upperBound...].dropLast()
        guard !id.isEmpty, !id.contains(where: { $0.isWhitespace || "{}\"'<>".contains($0) }) else {
            return nil
        }
        var words = text[..<open.lowerBound]
        while words.last?.isWhitespace == true { words.removeLast() }
        return (String(words), String(id))
    }
}

/// Gives each heading and each defined term of a page an address of its own.
struct HeadingIDs {
    private var used: Set<String> = []

    mutating func next(for heading: HeadingText) -> String {
        if let id = heading.id, used.insert(id).inserted { return id }
        let slug = Slug.readable(heading.text)
        let base = slug.isEmpty ? "section" : slug
        var id = base
        var number = 2
        while !used.insert(id).inserted {
            id = "\(base)-\(number)"
            number += 1
        }
        return id
    }

    /// The heading of a page that a fragment means, also where another program made it.
    ///
    /// GitHub and Hugo keep the hyphens of signs that they drop, and count doubles from 1.
    static func match(_ fragment: String, in ids: [String]) -> String? {
        if ids.contains(fragment) { return fragment }
        let plain = Slug.readable(fragment)
        if ids.contains(plain) { return plain }
        if let dash = plain.lastIndex(of: "-"),
            let number = Int(plain[plain.index(after: dash)...])
        {
            let base = String(plain[..<dash])
            let counted = "\(base)-\(number + 1)"
            if ids.contains(counted) { return counted }
            // To them the page's title was the first of that name.
            if number == 1, ids.contains(base) { return base }
        }
        // They drop the signs for which hyphens stand here: `a.b` is `ab` to them.
        let letters = plain.filter { $0 != "-" }
        let alike = ids.filter { id in id.filter { $0 != "-" } == letters }
        return alike.count == 1 ? alike.first : nil
    }
}
