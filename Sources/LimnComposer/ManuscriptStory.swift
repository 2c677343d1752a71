import LimnArticles

/// A manuscript block by block: what stands there now, and where each block came from.
public struct ManuscriptStory: Sendable {
    /// Whose words a block has.
    public enum Origin: String, Sendable, Encodable {
        /// As a model wrote it.
        case model
        /// A person wrote or changed it.
        case person
    }

    /// One block.
    public struct Block: Sendable {
        /// The block as Markdown.
        public var markdown: String
        /// Whose it is.
        public var origin: Origin
        /// The place of the paragraph, or of the one that a figure follows; `nil` for what has no
        /// counterpart in the article as it was composed.
        public var place: String?
        /// How the paragraph came about; `nil` for everything else.
        public var paragraph: ArticleStory.Paragraph?
        /// Whether a person wants it kept as it is.
        public var isPinned: Bool
    }

    /// The blocks in order.
    public let blocks: [Block]

    /// Tells where the blocks of a manuscript came from.
    ///
    /// - Parameters:
    ///   - manuscript: the file's text
    ///   - story: how the article came about in this language
    ///   - record: the article's record
    public init(_ manuscript: String, story: ArticleStory.Version, record: CompositionRecord) {
        let text = SectionedText(manuscript: manuscript)
        let written = record.articles[story.language]?.sections ?? []
        let pinned = Set(record.decisions?.texts ?? [])
        let origins = BlockOrigins(of: text, in: written)
        let paragraphs = Dictionary(grouping: story.paragraphs, by: \.hash)
        var blocks: [Block] = []
        for (index, section) in text.sections.enumerated() {
            let source = origins.section(of: index).map { written[$0] }
            if !section.heading.isEmpty {
                let isOwn = source?.heading != section.heading
                blocks.append(
                    Block(
                        markdown: "## \(section.heading)", origin: isOwn ? .person : .model,
                        isPinned: false))
            }
            let hashes = section.hashes
            let base = source?.blocks ?? []
            var last: String?
            for block in section.blocks.indices {
                let origin = origins.block(of: block, inSection: index)
                let markdown = section.blocks[block]
                let hash = hashes[block]
                let isFigure = ManuscriptBlock(markdown: markdown).isFigure
                // Equal texts in two sections are told apart by the section's number.
                let paragraph =
                    isFigure
                    ? nil
                    : origin.flatMap { paragraphs[base[$0]] }?.first {
                        $0.heading == source?.heading
                    }
                if let paragraph { last = paragraph.place }
                blocks.append(
                    Block(
                        markdown: markdown,
                        origin: base.contains(hash) ? .model : .person,
                        place: isFigure ? last : paragraph?.place, paragraph: paragraph,
                        isPinned: pinned.contains(hash)))
            }
        }
        self.blocks = blocks
    }
}

extension ManuscriptBlock {
    /// Whether the block is a figure.
    public var isFigure: Bool {
        if case .figure = self { true } else { false }
    }
}
