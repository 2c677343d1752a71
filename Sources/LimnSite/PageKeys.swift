import LimnArticles

/// What stands for a page, as far as others look at it; of equal keys, what they stand for is equal.
struct PageKeys: Sendable, Hashable {
    /// The Markdown.
    let text: RenderKey
    /// Everything else that is known from the file, its outline included.
    let facts: RenderKey
    /// What a link to the page shows, and where it stands among others.
    let link: RenderKey
    /// What an address in another page's text may lead to.
    let address: RenderKey

    /// Keys that were made before.
    init(text: RenderKey, facts: RenderKey, link: RenderKey, address: RenderKey) {
        self.text = text
        self.facts = facts
        self.link = link
        self.address = address
    }

    init(_ page: ContentPage, _ outline: MarkdownOutline, text: RenderKey, facts: [UInt8]) {
        self.text = text
        var writer = ByteWriter()
        writer.add(facts)
        self.facts = writer.key
        writer = ByteWriter()
        for text in [page.file, page.route.folder, page.title, page.key, page.kind.rawValue] {
            writer.add(text)
        }
        for time in [page.published, page.modified] { writer.add(time) }
        link = writer.key
        writer = ByteWriter()
        for text in [
            page.file, page.route.folder, page.key, page.kind.rawValue, page.language.code,
            page.title,
        ] { writer.add(text) }
        // What a model wrote has no places in raw HTML.
        writer.add(page.writer == nil)
        for places in [
            outline.headings.map(\.id), outline.terms, outline.anchorsInHTML.sorted(),
        ] { writer.add(texts: places) }
        address = writer.key
    }
}
