import Foundation
import LimnArticles
import LimnTemplates

/// What stands for the inputs of each page and list: its own file, what it shows of others, and what
/// all pages share.
///
/// This is the graph of what depends on what, written down as keys. Where the key is the one that a
/// file of the site was made under, the file stays, and not even its view is built. It may change
/// without need, and then the view tells; it must change whenever the view does. So whatever
/// ``SiteAssembly`` begins to look at has to be declared here, and `IncrementalRenderTests` compares
/// the outcome with clean renders.
struct DeclaredInputs: Sendable {
    private let context: SiteContext
    /// What all pages of a language share.
    private let shared: [LanguageTag: RenderKey]
    /// What addresses in texts may lead to.
    private let addresses: RenderKey
    /// For each language and taxonomy, for each term: how pages name it, and who carries it.
    private let terms: [LanguageTag: [[TermKeys]]]
    /// What a list shows of each page, by file: a page stands in many lists.
    private var cards: [String: RenderKey] = [:]

    private struct TermKeys {
        let name: RenderKey
        let members: RenderKey
    }

    init(_ context: SiteContext) {
        self.context = context
        (terms, addresses) = ParallelWork.both {
            context.indexes.mapValues { index in
                index.taxonomies.map { $0.terms.map { Self.keys($0, context) } }
            }
        } _: {
            Self.addresses(context)
        }
        var shared: [LanguageTag: RenderKey] = [:]
        for language in context.configuration.languages {
            shared[language] = Self.shared(context, language)
        }
        self.shared = shared
        let pages = context.content.pages
        let keys = ParallelWork.slices(of: pages.count) { [self] range in
            pages[range].map { card($0) }
        }.joined()
        cards = Dictionary(zip(pages.map(\.file), keys), uniquingKeysWith: { first, _ in first })
    }

    private static func shared(_ context: SiteContext, _ language: LanguageTag) -> RenderKey {
        var writer = ByteWriter()
        writer.add(context.configuration.key)
        writer.add(context.templatesKey)
        writer.add(language.code)
        writer.add(context.assets.assets) { writer, asset in
            writer.add(asset.name)
            writer.add(asset.path)
        }
        writer.add(context.data)
        writer.add(context.navigations[language]?.entries ?? []) { writer, entry in
            writer.add(entry.name)
            switch entry.target {
            case .route(let route):
                writer.add(true)
                writer.add(route.folder)
            case .web(let url):
                writer.add(false)
                writer.add(url)
            }
        }
        let index = context.indexes[language]
        writer.add(index?.articles.isEmpty == false)
        writer.add(index?.taxonomies ?? []) { writer, taxonomy in
            writer.add(taxonomy.name)
            writer.add(taxonomy.terms.isEmpty)
        }
        return writer.key
    }

    private static func keys(_ term: Taxonomy.Term, _ context: SiteContext) -> TermKeys {
        var writer = ByteWriter()
        writer.add(term.name)
        writer.add(term.route.folder)
        let name = writer.key
        for page in term.pages {
            if let keys = context.parsed[page.file]?.keys { writer.add(keys.link) }
        }
        return TermKeys(name: name, members: writer.key)
    }

    private static func addresses(_ context: SiteContext) -> RenderKey {
        var writer = ByteWriter()
        for page in context.content.pages {
            if let keys = context.parsed[page.file]?.keys { writer.add(keys.address) }
        }
        writer.add(context.content.absent.sorted { $0.key < $1.key }) { writer, page in
            writer.add(page.key)
            writer.add(page.value.description)
        }
        writer.add(texts: context.folders.sorted())
        writer.add(texts: context.redirects.keys.sorted())
        writer.add(texts: context.staticFiles.paths.sorted())
        return writer.key
    }

    // MARK: Parts

    /// All that a page's own file says.
    private func add(_ page: ContentPage, to writer: inout ByteWriter) {
        guard let keys = context.parsed[page.file]?.keys else { return }
        writer.add(keys.facts)
        writer.add(keys.text)
        addPictures(of: page, to: &writer)
        if context.parsed[page.file]?.outline.hasLocalLinks != false || !page.matter.aliases.isEmpty
        {
            writer.add(addresses)
        }
    }

    private func add(link page: ContentPage?, to writer: inout ByteWriter) {
        writer.add(optional: page.flatMap { context.parsed[$0.file]?.keys.link }) { $0.add($1) }
    }

    private func addPictures(of page: ContentPage, to writer: inout ByteWriter) {
        guard let pictures = context.pictures[page.file] else { return }
        writer.add(pictures.sorted { $0.key < $1.key }) { writer, picture in
            writer.add(picture.key)
            writer.add(picture.value)
        }
    }

    private func addTerms(
        of page: ContentPage, _ part: (TermKeys) -> RenderKey, to writer: inout ByteWriter
    ) {
        guard let index = context.indexes[page.language], let keys = terms[page.language] else {
            return
        }
        for (taxonomy, terms) in zip(index.taxonomies, keys) {
            writer.add(taxonomy.places(of: page)) { $0.add(part(terms[$1])) }
        }
    }

    private func card(_ page: ContentPage) -> RenderKey {
        var writer = ByteWriter()
        writer.add(optional: context.parsed[page.file]?.keys.facts) { $0.add($1) }
        addPictures(of: page, to: &writer)
        addTerms(of: page, \.name, to: &writer)
        return writer.key
    }

    /// What a list shows of a page.
    private func add(card page: ContentPage, to writer: inout ByteWriter) {
        writer.add(optional: cards[page.file]) { $0.add($1) }
    }

    // MARK: Pages and lists

    /// For an article or a page, as HTML and as Markdown.
    ///
    /// - Parameter translations: the page's routes by language
    func article(_ page: ContentPage, _ translations: [LanguageTag: Route]) -> RenderKey? {
        // An alias may turn out to be the address of a page.
        guard let shared = shared[page.language], page.matter.aliases.isEmpty else { return nil }
        var writer = ByteWriter()
        writer.add(shared)
        add(page, to: &writer)
        addTerms(of: page, \.members, to: &writer)
        let index = context.indexes[page.language]
        let neighbours = index?.neighbours[page.file]
        add(link: neighbours?.newer, to: &writer)
        add(link: neighbours?.older, to: &writer)
        for length in 0...page.section.count {
            let section = index?.section(Array(page.section.prefix(length)))
            writer.add(optional: section?.title)
            writer.add(optional: section?.route.folder)
        }
        add(translations, to: &writer)
        return writer.key
    }

    private func add(_ routes: [LanguageTag: Route], to writer: inout ByteWriter) {
        for language in context.configuration.languages {
            writer.add(optional: routes[language]?.folder)
        }
    }

    /// For all pages of a list: what stands above their entries.
    func header(
        _ view: ListView, kind: String, route: Route, sections: [SiteSection],
        parents: [(name: String, route: Route)], translations: [LanguageTag: Route]
    ) -> RenderKey {
        var encoding = ViewEncoding()
        encoding.add(view)
        var writer = ByteWriter()
        writer.add(RenderKey(encoding))
        writer.add(kind)
        writer.add(route.folder)
        for (name, route) in sections.map({ ($0.title, $0.route) }) + parents {
            writer.add(name)
            writer.add(route.folder)
        }
        add(translations, to: &writer)
        return writer.key
    }

    /// For one page of a list.
    ///
    /// - Parameters:
    ///   - header: from ``header(_:kind:route:sections:parents:translations:)``
    ///   - cards: the pages that it shows
    ///   - number: which page of the list it is
    ///   - count: how many pages the list has
    ///   - lead: the page whose picture stands for the list
    ///   - text: the section's own page, where its text is shown
    ///   - language: the language
    func list(
        _ header: RenderKey, cards: ArraySlice<ContentPage>, number: Int, of count: Int,
        lead: ContentPage?, text: ContentPage?, _ language: LanguageTag
    ) -> RenderKey? {
        guard let shared = shared[language] else { return nil }
        var writer = ByteWriter()
        writer.add(shared)
        writer.add(header)
        writer.add(number)
        writer.add(count)
        writer.add(text != nil)
        if let text { add(text, to: &writer) }
        if let lead { add(card: lead, to: &writer) }
        writer.add(cards) { add(card: $1, to: &$0) }
        return writer.key
    }

    /// For the feeds of a language.
    func feed(_ articles: ArraySlice<ContentPage>, _ language: LanguageTag) -> RenderKey? {
        guard let shared = shared[language] else { return nil }
        var writer = ByteWriter()
        writer.add(shared)
        writer.add(articles) { writer, page in
            add(page, to: &writer)
            addTerms(of: page, \.name, to: &writer)
        }
        return writer.key
    }
}

extension ByteWriter {
    /// Adds a picture with all that a page may say of it.
    fileprivate mutating func add(_ picture: SiteContext.Picture) {
        let source = picture.source
        add(source.file.path)
        for text in [
            source.credit, source.creditURL, source.licence, source.licenceURL,
            source.alternativeText,
        ] { add(optional: text) }
        let published = picture.published
        for variants in [
            published.variants, published.webp, [published.preview].compactMap { $0 },
            [published.moving].compactMap { $0 },
        ] {
            add(variants) { writer, variant in
                writer.add(variant.width)
                writer.add(variant.height)
                writer.add(variant.name)
                writer.add(variant.bytes)
            }
        }
        add(published.isCutout)
        add(published.colour ?? []) { $0.add($1) }
        add(optional: published.credit)
        add(optional: published.licence)
        add(optional: published.colourNote)
    }
}
