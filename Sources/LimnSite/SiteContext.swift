import Foundation
import LimnArticles
import LimnTemplates

/// Everything that rendering a page may look at; nothing in it changes any more, so that it is
/// shared instead of copied.
final class SiteContext: Sendable {
    /// A picture of a page with everything about it.
    struct Picture: Sendable {
        let source: SitePicture
        let published: PublishedPicture
    }

    let configuration: SiteConfiguration
    let content: ContentCollection
    let templates: TemplateLibrary
    /// What stands for all templates.
    let templatesKey: RenderKey
    let assets: AssetCatalog
    /// What is known of the pages from their files alone, by the page's file.
    let parsed: [String: ParsedPage.Content]
    /// What the pages' texts asked for when they were last rendered.
    let transcripts: [BodyTranscript.ID: BodyTranscript]
    /// What the search index knew of the pages when they were last rendered, by the page's file.
    let searchEntries: [String: KeyedSearchEntry]
    /// By the page's file, then by the address as written.
    let pictures: [String: [String: Picture]]
    let indexes: [LanguageTag: LanguageIndex]
    let navigations: [LanguageTag: Navigation]
    /// What the theme says around texts from Markdown.
    let markups: [LanguageTag: ContentMarkup]

    let staticFiles: StaticFiles
    /// Files of the site that lead on to pages.
    let redirects: [String: ContentPage]
    /// What `data/` holds.
    let data: FrontMatterValue
    /// Folders in which the site has a page.
    let folders: Set<String>

    init(
        configuration: SiteConfiguration, content: ContentCollection, theme: SiteTheme,
        parsed: [String: ParsedPage.Content],
        transcripts: [BodyTranscript.ID: BodyTranscript],
        searchEntries: [String: KeyedSearchEntry], pictures: [String: [String: Picture]],
        indexes: [LanguageTag: LanguageIndex], navigations: [LanguageTag: Navigation],
        markups: [LanguageTag: ContentMarkup], staticFiles: StaticFiles,
        redirects: [String: ContentPage], data: FrontMatterValue, folders: Set<String>
    ) {
        self.configuration = configuration
        self.content = content
        templates = theme.templates
        templatesKey = RenderKey([theme.templates.text, theme.templates.stringsText])
        assets = theme.assets
        self.parsed = parsed
        self.transcripts = transcripts
        self.searchEntries = searchEntries
        self.pictures = pictures
        self.indexes = indexes
        self.navigations = navigations
        self.markups = markups
        self.staticFiles = staticFiles
        self.redirects = redirects
        self.data = data
        self.folders = folders
    }

    /// Dated pages of each language, the newest first.
    var articles: [LanguageTag: [ContentPage]] { indexes.mapValues(\.articles) }

    func strings(_ language: LanguageTag) -> InterfaceStrings? { templates.strings[language] }

    func text(_ name: String, _ language: LanguageTag, _ values: [String: String] = [:]) -> String {
        strings(language)?.text(name, values) ?? name
    }

    /// The top of a language.
    func home(_ language: LanguageTag) -> Route { Self.home(language, configuration) }

    private static func home(_ language: LanguageTag, _ configuration: SiteConfiguration) -> Route {
        language == configuration.defaultLanguage ? .top : Route([language.code])
    }

    func taxonomy(_ name: String, _ language: LanguageTag) -> Taxonomy? {
        indexes[language]?.taxonomies.first { $0.name == name }
    }

    /// What a taxonomy is called: `categories` in the interface strings, or its own name.
    func title(of taxonomy: Taxonomy, _ language: LanguageTag) -> String {
        Self.title(of: taxonomy, strings(language))
    }

    static func title(of taxonomy: Taxonomy, _ strings: InterfaceStrings?) -> String {
        strings?.texts[taxonomy.name] ?? ContentPage.title(from: taxonomy.name)
    }

    /// What one term of a taxonomy is called: "Tag".
    func termKind(of taxonomy: Taxonomy, _ language: LanguageTag) -> String {
        let name = ["tags": "tag", "categories": "category"][taxonomy.name] ?? taxonomy.name
        return strings(language)?.texts[name] ?? title(of: taxonomy, language)
    }

    /// What turns a page's Markdown into HTML.
    func renderer(
        _ page: ContentPage, skipping: MarkdownOutline.Picture? = nil
    ) -> MarkdownRenderer {
        var renderer = MarkdownRenderer(page, in: configuration)
        renderer.skipping = skipping
        return renderer
    }

    /// Where the search page is; `nil` where the site has none.
    func searchRoute(_ language: LanguageTag) -> Route? {
        configuration.hasSearch ? home(language).appending("search") : nil
    }

    /// What the theme says around texts from Markdown.
    static func markup(_ strings: InterfaceStrings?) -> ContentMarkup {
        let text = { (name: String) in strings?.text(name) ?? name }
        var markup = ContentMarkup(
            table: text("table"), done: text("done"), toDo: text("to_do"),
            backToText: text("back_to_text"))
        // A theme that has no word for one shows GitHub's.
        for kind in AlertNotes.kinds {
            markup.notes[kind] = strings?.texts[kind] ?? kind.capitalized
        }
        return markup
    }

    /// Folders in which the site has a page.
    static func folders(
        _ content: ContentCollection, _ indexes: [LanguageTag: LanguageIndex],
        _ configuration: SiteConfiguration
    ) -> Set<String> {
        var folders = Set(content.pages.lazy.filter { $0.kind != .list }.map(\.route.folder))
        for language in configuration.languages {
            guard let index = indexes[language] else { continue }
            if configuration.hasSearch {
                folders.insert(home(language, configuration).appending("search").folder)
            }
            folders.formUnion(index.sections.map(\.route.folder))
            for taxonomy in index.taxonomies where !taxonomy.terms.isEmpty {
                folders.insert(taxonomy.route.folder)
                folders.formUnion(taxonomy.terms.map(\.route.folder))
            }
        }
        return folders
    }

    var full: AddressStyle { .full(base: configuration.baseURL) }

    /// The first of a page's pictures: that of its head, then those in the order of the text.
    ///
    /// - Parameter withPixels: whether drawings do not count
    func firstPicture(
        of page: ContentPage, withPixels: Bool = false
    ) -> (Picture, alt: String)? {
        let known = (pictures[page.file] ?? [:]).filter {
            !withPixels || !$0.value.published.isDrawing
        }
        if let address = page.picture, let picture = known[address] {
            return (picture, page.pictureText ?? picture.source.alternativeText ?? "")
        }
        for reference in parsed[page.file]?.outline.pictures ?? [] {
            if let picture = known[reference.address] {
                return (picture, reference.alternativeText)
            }
        }
        return nil
    }

    /// A figure with addresses in a style.
    func figure(
        _ picture: Picture, alt: String, caption: String?, language: LanguageTag,
        style: AddressStyle, isEager: Bool, layout: PictureLayout? = nil
    ) -> FigureView {
        let published = picture.published
        let largest = published.largest
        let url = { (variant: PublishedPicture.Variant) in
            style.url(to: "pictures/\(variant.name)")
        }
        let srcset = { (variants: [PublishedPicture.Variant]) in
            let widest = layout?.widest ?? Int.max
            let useful = variants.prefix { $0.width < widest }
            return variants.prefix(useful.count + 1).map { "\(url($0)) \($0.width)w" }
                .joined(separator: ", ")
        }
        let caption = caption?.trimmingCharacters(in: .whitespacesAndNewlines)
        return FigureView(
            src: url(published.variant(atLeast: 960)), srcset: srcset(published.variants),
            webpSrcset: published.webp.isEmpty ? nil : srcset(published.webp),
            width: String(largest.width), height: String(largest.height),
            alt: alt.isEmpty ? picture.source.alternativeText ?? "" : alt, caption: caption,
            credit: picture.source.credit ?? published.credit,
            creditURL: SafeAddress.web(picture.source.creditURL),
            licence: picture.source.licence ?? published.licence,
            licenceURL: SafeAddress.web(picture.source.licenceURL),
            isCutout: published.isCutout, isPortrait: largest.height * 10 > largest.width * 11,
            isSmall: largest.width < 640, isTiny: max(largest.width, largest.height) < 128,
            isEager: isEager,
            isFull: layout == .full, isSide: layout == .side, isText: layout == .text,
            colour: published.colour.map { "r\($0[0] / 17) g\($0[1] / 17) b\($0[2] / 17)" },
            movingSrc: published.moving.map(url), isDrawing: published.isDrawing)
    }
}

/// Addresses that come from outside.
enum SafeAddress {
    /// The address where it leads to the web; anything else is dropped.
    static func web(_ address: String?) -> String? {
        guard let address, let scheme = scheme(of: address), ["http", "https"].contains(scheme)
        else { return nil }
        return address
    }

    /// The scheme in lower case, where there is one.
    static func scheme(of address: String) -> String? {
        guard let colon = address.firstIndex(of: ":") else { return nil }
        let scheme = address[..<colon]
        guard let first = scheme.unicodeScalars.first, first.isASCII, first.properties.isAlphabetic,
            scheme.unicodeScalars.allSatisfy({ scalar in
                scalar.isASCII
                    && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                        || ["+", "-", "."].contains(scalar))
            })
        else { return nil }
        return scheme.lowercased()
    }
}
