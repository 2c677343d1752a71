import LimnArticles
import LimnTemplates

/// JSON-LD in the vocabulary of schema.org: what the page is, who made its text and pictures, and
/// where it stands in the site.
extension SiteAssembly {
    /// What search engines and others may know about an article or a page.
    func structuredData(of page: ContentPage) -> String {
        let url = context.full.url(to: page.route.folder)
        let publisher = publisher(page.language)
        let tags = tagLinks(page, context.full).map(\.name).joined(separator: ", ")
        var data = JSONValue.object([
            ("@type", .text(page.kind == .article ? "BlogPosting" : "WebPage")),
            ("@id", .text(url)), ("url", .text(url)), ("headline", .text(page.title)),
        ])
        .with("description", text: page.description)
        .with("inLanguage", text: page.language.code)
        .with("datePublished", text: page.date)
        .with("dateModified", text: page.updated ?? page.date)
        .with("keywords", text: tags)
        let images = pictures(of: page).map { image($0.picture, caption: $0.caption, alt: $0.alt) }
        if !images.isEmpty { data = data.with("image", .list(images)) }
        data = data.with("author", publisher).with("publisher", publisher)
            .with("mainEntityOfPage", .text(url)).with("isPartOf", site(page.language))
        return graph([disclosed(data, page), breadcrumbs(page)].compactMap { $0 })
    }

    /// What may be known about a list.
    func structuredData(
        ofList view: ListView, route: Route, parents: [(name: String, route: Route)] = [],
        _ language: LanguageTag
    ) -> String {
        guard !view.isHome else { return graph([site(language, isWhole: true)]) }
        let url = context.full.url(to: route.folder)
        let list = JSONValue.object([
            ("@type", "CollectionPage"), ("@id", .text(url)), ("url", .text(url)),
            ("name", .text(view.title)),
        ])
        .with("description", text: view.description).with("inLanguage", text: language.code)
        .with("isPartOf", site(language))
        let home = (context.configuration.texts(in: language).title, context.home(language))
        let trail = [home] + parents + [(view.title, route)]
        return graph([list, breadcrumbs(trail)].compactMap { $0 })
    }

    /// Says that a model wrote the text (IPTC digital source types, as schema.org names them).
    private func disclosed(_ data: JSONValue, _ page: ContentPage) -> JSONValue {
        guard let writer = page.writer else { return data }
        let isWhole = page.authorship.map { $0.byModel == $0.paragraphs } ?? true
        let type = isWhole ? "TrainedAlgorithmicMedia" : "CompositeWithTrainedAlgorithmicMedia"
        return data.with("digitalSourceType", .text("https://schema.org/\(type)DigitalSource"))
            .with(
                "contributor",
                ["@type": "SoftwareApplication", "name": .text(writer)]
            )
            .with("creditText", text: disclosure(page))
    }

    private func graph(_ values: [JSONValue]) -> String {
        JSONValue.object([("@context", "https://schema.org"), ("@graph", .list(values))]).json
    }

    private func publisher(_ language: LanguageTag) -> JSONValue {
        let texts = context.configuration.texts(in: language)
        return [
            "@type": "Organization", "name": .text(texts.author ?? texts.title),
            "url": .text(context.full.url(to: context.home(language).folder)),
        ]
    }

    private func site(_ language: LanguageTag, isWhole: Bool = false) -> JSONValue {
        let texts = context.configuration.texts(in: language)
        let url = context.full.url(to: context.home(language).folder)
        let site: JSONValue = [
            "@type": "WebSite", "@id": .text(url), "url": .text(url), "name": .text(texts.title),
        ]
        guard isWhole else { return site }
        return site.with("description", text: texts.description)
            .with("inLanguage", text: language.code).with("publisher", publisher(language))
    }

    private func breadcrumbs(_ page: ContentPage) -> JSONValue? {
        let home = context.home(page.language)
        guard page.route != home else { return nil }
        var trail = [(context.configuration.texts(in: page.language).title, home)]
        let index = context.indexes[page.language]
        for length in 1...max(1, page.section.count) {
            guard let section = index?.section(Array(page.section.prefix(length))),
                !section.folder.isEmpty, section.route != page.route
            else { continue }
            trail.append((section.title, section.route))
        }
        return breadcrumbs(trail + [(page.title, page.route)])
    }

    private func breadcrumbs(_ trail: [(name: String, route: Route)]) -> JSONValue? {
        guard trail.count > 1 else { return nil }
        let items = trail.enumerated().map { index, place in
            JSONValue.object([
                ("@type", "ListItem"), ("position", .number(index + 1)),
                ("name", .text(place.name)),
                ("item", .text(context.full.url(to: place.route.folder))),
            ])
        }
        return .object([("@type", "BreadcrumbList"), ("itemListElement", .list(items))])
    }

    private func image(
        _ picture: SiteContext.Picture, caption: String, alt: String
    ) -> JSONValue {
        let largest = picture.published.largest
        return JSONValue.object([
            ("@type", "ImageObject"),
            ("contentUrl", .text(context.full.url(to: "pictures/\(largest.name)"))),
            ("width", .number(largest.width)), ("height", .number(largest.height)),
        ])
        .with("caption", text: caption.isEmpty ? alt : caption)
        .with("creditText", text: picture.source.credit ?? picture.published.credit)
        .with("license", text: SafeAddress.web(picture.source.licenceURL))
        .with("acquireLicensePage", text: SafeAddress.web(picture.source.creditURL))
    }

    /// The pictures of a page in order, each once.
    private func pictures(
        of page: ContentPage
    ) -> [(picture: SiteContext.Picture, caption: String, alt: String)] {
        let known = context.pictures[page.file] ?? [:]
        var seen: Set<String> = []
        var found: [(picture: SiteContext.Picture, caption: String, alt: String)] = []
        func add(_ address: String, caption: String, alt: String) {
            guard let picture = known[address],
                seen.insert(picture.published.largest.name).inserted
            else { return }
            let alt = alt.isEmpty ? picture.source.alternativeText ?? "" : alt
            found.append((picture, caption, alt))
        }
        if let address = page.picture { add(address, caption: "", alt: page.pictureText ?? "") }
        for one in context.parsed[page.file]?.outline.pictures ?? [] {
            add(one.address, caption: one.caption, alt: one.alternativeText)
        }
        return found
    }
}
