import Foundation
import LimnArticles
import LimnDigests

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
        var text = manuscript.replacing("\r\n", with: "\n")
        if text.hasPrefix("\u{FEFF}") { text.removeFirst() }
        let parts = ManuscriptText(text)
        let header = String(text[..<parts.headerEnd])
        self.init(
            header: header.isEmpty || header.hasSuffix("\n") ? header : header + "\n",
            blocks: parts.blocks)
    }

    /// Cuts blocks of Markdown.
    init(header: String, blocks: [String]) {
        self.header = header
        sections = [Section(heading: "", blocks: [])]
        for block in blocks {
            if case .heading(2, let text) = ManuscriptBlock(markdown: block), !text.isEmpty {
                sections.append(Section(heading: text, blocks: []))
            } else {
                sections[sections.count - 1].blocks.append(block)
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
        let body = blocks.joined(separator: "\n\n") + "\n"
        return header.isEmpty ? body : "\(header)\n\(body)"
    }

    /// What a recorded section has become.
    enum Fate: Equatable {
        /// It is this section.
        case kept(Int)
        /// Its heading is gone, but some of its blocks stand in other sections.
        case spread
        /// Nothing of it is left.
        case gone

        /// The section that it is.
        var index: Int? {
            if case .kept(let index) = self { index } else { nil }
        }
    }

    /// What each recorded section has become: the section with its heading, or, where the
    /// heading was changed, the one that has most of its blocks.
    func fates(of recorded: [CompositionRecord.Section]) -> [Fate] {
        // Names that a section had in the manuscript last time; one that was taken apart had none.
        let named = recorded.indices.filter { recorded[$0].kept.map { $0.heading != nil } ?? true }
        let places = Self.places(
            of: named.map { recorded[$0].kept?.heading ?? recorded[$0].heading },
            among: sections.map(\.heading))
        var found = [Int?](repeating: nil, count: recorded.count)
        for (index, place) in zip(named, places) { found[index] = place }
        var free = Set(sections.indices).subtracting(found.compactMap { $0 })
        for index in named where found[index] == nil {
            let blocks = Set(recorded[index].blocks + (recorded[index].kept?.blocks ?? []))
            let shared = free.sorted().map { candidate in
                (candidate, sections[candidate].hashes.filter { blocks.contains($0) }.count)
            }
            guard let most = shared.map(\.1).max(), most > 0,
                let place = shared.first(where: { $0.1 == most })?.0
            else { continue }
            found[index] = place
            free.remove(place)
        }
        let all = Set(sections.flatMap(\.hashes))
        return zip(recorded, found).map { section, index in
            if let index { return .kept(index) }
            let blocks = section.blocks + (section.kept?.blocks ?? [])
            return blocks.contains { all.contains($0) } ? .spread : .gone
        }
    }

    /// Where each heading stands among others; the second of two equal ones is the second.
    static func places(of headings: [String], among others: [String]) -> [Int?] {
        var open: [String: [Int]] = [:]
        for (index, heading) in others.enumerated().reversed() {
            open[heading, default: []].append(index)
        }
        return headings.map { open[$0]?.popLast() }
    }

    /// The SHA-256 of a block's text, shortened to 16 hexadecimal digits.
    static func hash(_ text: String) -> String {
        String(ContentDigest.sha256(text).prefix(16))
    }
}
