import LimnArticles
import LimnTemplates

extension SiteAssembly {
    /// Renders an article or a page as HTML and as Markdown.
    func renderArticle(_ page: ContentPage) throws {
        let translations = translations(of: page)
        let date = page.updated ?? page.date
        addToSitemap(page.route, page.language, date: date, translations: translations)
        let made = inputs.article(page, translations)
        let outputs = [page.route.file("index.html"), page.route.file("index.md")]
        if isKnownToSearch(page),
            keep(
                source: page.file, route: page.route, kind: page.kind.rawValue,
                language: page.language, inputs: made, outputs: outputs)
        {
            keepInSearch(page)
            return
        }
        let style = AddressStyle.relative(from: page.route)
        let hero = hero(of: page, style)
        let before = findings
        let (context, folders) = (context, folders)
        let content = body(of: page, for: .page, skipping: hero?.skipped) {
            PageResolver(
                page, in: context, folders: folders, style: style,
                eagerFigures: hero == nil ? 1 : 0)
        }
        addToSearch(page, content)
        let twin =
            context.parsed[page.file]?.outline.standsAlone == true
            ? DeferredText(key: context.parsed[page.file]?.keys.text.text ?? "") { page.body.text }
            : body(of: page, for: .twin) {
                PageResolver(page, in: context, folders: folders, style: style, isTwin: true)
            }
        try record(
            source: page.file, route: page.route, kind: page.kind.rawValue,
            language: page.language, inputs: before == findings ? made : nil
        ) {
            var view = self.page(
                title: page.title, description: page.description, language: page.language,
                route: page.route, style: style, translations: translations)
            view.isArticle = page.kind == .article
            view.dateISO = page.date
            view.markdownURL = style.url(to: page.route.file("index.md"))
            view.updatedISO = page.updated
            view.preview = preview(of: page)
            view.image = view.preview?.url
            view.structuredData = structuredData(of: page)
            var whole = ArticlePage(
                site: site(page.language, style, at: page.route), page: view,
                strings: strings(page.language), assets: context.assets.urls(style),
                article: article(page, content: content, hero: hero?.figure, style))
            whole.data = context.data
            return [
                try file(
                    outputs[0], whole,
                    with: page.kind == .article ? "article" : "page"),
                try markdown(page, twin),
            ]
        }
        try renderAliases(of: page)
    }

    /// Writes the pages that lead from a page's former addresses to it.
    ///
    /// A page comes before an alias, and of several aliases the first counts.
    func renderAliases(of page: ContentPage) throws {
        var written: Set<String> = []
        for alias in page.matter.aliases {
            try attempt {
                let path = try RedirectPage.path(of: alias, for: page)
                guard written.insert(path).inserted else { return }
                let folder = Route(path.split(separator: "/").dropLast().map(String.init))
                if path.hasSuffix("index.html"), folders.contains(folder.folder) {
                    guard folder != page.route else { return }
                    let other = context.content.page(folder: folder.folder)?.file
                    throw Self.taken(alias, of: page, by: other ?? "a list")
                }
                if let other = context.redirects[path], other !== page {
                    throw Self.taken(alias, of: page, by: "an alias of \(other.file)")
                }
                let redirect = RedirectPage(
                    title: page.title, language: page.language,
                    url: folder.relativeURL(to: page.route.folder),
                    canonical: context.full.url(to: page.route.folder))
                let html = redirect.html
                let form = context.configuration.minifies ? "minified" : ""
                keep(try file(path, key: RenderKey([html, form])) { html }, owner: page.file)
            }
        }
    }

    private static func taken(
        _ alias: PageMatter.Alias, of page: ContentPage, by owner: String
    ) -> Problem {
        Problem(
            at: SourceLocation(file: page.file, line: alias.line),
            "the alias '\(alias.address.prefix(120))' is left out: \(owner) has that address",
            remedy: "Remove one of the two.", severity: .warning)
    }

    /// The routes of a page in all its languages.
    private func translations(of page: ContentPage) -> [LanguageTag: Route] {
        var routes: [LanguageTag: Route] = [:]
        for language in context.configuration.languages {
            routes[language] = context.content.page(key: page.key, in: language)?.route
        }
        return routes
    }

    /// The picture at the head: the one named in the front matter, or a photograph with which the
    /// text opens.
    private func hero(
        of page: ContentPage, _ style: AddressStyle
    ) -> (figure: FigureView, skipped: MarkdownOutline.Picture?)? {
        let known = context.pictures[page.file] ?? [:]
        if let address = page.picture, let picture = known[address] {
            let figure = context.figure(
                picture, alt: page.pictureText ?? "", caption: nil, language: page.language,
                style: style, isEager: true)
            return (figure, nil)
        }
        guard let outline = context.parsed[page.file]?.outline, outline.opensWithFigure,
            let first = outline.pictures.first(where: \.isFigure),
            let picture = known[first.address], !picture.published.isCutout,
            !picture.published.isDrawing,
            picture.published.largest.width >= 960
        else { return nil }
        let figure = context.figure(
            picture, alt: first.alternativeText, caption: first.caption, language: page.language,
            style: style, isEager: true)
        return (figure, first)
    }

    private func article(
        _ page: ContentPage, content: DeferredText, hero: FigureView?, _ style: AddressStyle
    ) -> ArticleView {
        let strings = context.strings(page.language)
        let tags = tagLinks(page, style)
        let index = context.indexes[page.language]
        func link(_ other: ContentPage?) -> LinkView? {
            other.map { LinkView(url: style.url(to: $0.route.folder), name: $0.title) }
        }
        let neighbours = index?.neighbours[page.file]
        let newer = link(neighbours?.newer)
        let older = link(neighbours?.older)
        let section = index?.section(of: page).flatMap { section -> LinkView? in
            guard !section.folder.isEmpty, section.route != page.route else { return nil }
            return LinkView(url: style.url(to: section.route.folder), name: section.title)
        }
        var view = ArticleView(
            title: page.title, description: page.description, section: section,
            date: page.date.map { strings?.date($0) ?? $0 }, dateISO: page.date,
            updated: page.updated.map { strings?.date($0) ?? $0 }, updatedISO: page.updated,
            readingTime: readingTime(page), hero: hero, content: content, tags: tags,
            hasTags: !tags.isEmpty, disclosure: disclosure(page),
            hasNeighbours: newer != nil || older != nil, newer: newer, older: older)
        view.taxonomies = (index?.taxonomies ?? []).compactMap { taxonomy in
            let terms = termLinks(page, taxonomy, style)
            return terms.isEmpty
                ? nil
                : TermGroupView(name: context.title(of: taxonomy, page.language), terms: terms)
        }
        view.parameters = FrontMatterValue(entries: page.matter.parameters)
        view.authors = page.matter.authors.map { AuthorView(name: $0) }
        view.related = (index?.related(to: page) ?? []).compactMap { link($0) }
        view.hasRelated = !view.related.isEmpty
        if let outline = context.parsed[page.file]?.outline {
            view.contents = outline.contents.html
            view.hasContents =
                page.matter.showsContents ?? (outline.contents.count >= 4 && outline.minutes >= 5)
                && outline.contents.count > 0
        }
        return view
    }

    /// Says which model wrote a page, and how much people changed.
    func disclosure(_ page: ContentPage) -> String? {
        guard let writer = page.writer else { return nil }
        let strings = context.strings(page.language)
        let isMarked =
            context.configuration.markdown.marksModelText
            && page.authorship?.lines.isEmpty == false
            && strings?.texts["disclosure_marked"] != nil
        let said = disclosure(page, by: writer, strings)
        guard isMarked else { return said }
        let gap = page.language.countsCharacters ? "" : " "
        return said + gap + context.text("disclosure_marked", page.language)
    }

    private func disclosure(
        _ page: ContentPage, by writer: String, _ strings: InterfaceStrings?
    ) -> String {
        guard let authorship = page.authorship, authorship.byModel < authorship.paragraphs,
            strings?.texts["disclosure_edited"] != nil
        else { return context.text("disclosure", page.language, ["writer": writer]) }
        let number = { (value: Int) in strings?.number(value) ?? String(value) }
        return context.text(
            "disclosure_edited", page.language,
            [
                "writer": writer, "all": number(authorship.paragraphs),
                "edited": number(authorship.paragraphs - authorship.byModel),
            ])
    }

    /// The picture that stands for a page elsewhere.
    func preview(of page: ContentPage) -> PreviewView? {
        // Those who show previews of other sites seldom draw SVG.
        context.firstPicture(of: page, withPixels: true).map { picture, alt in
            let variant = picture.published.preview ?? picture.published.largest
            return PreviewView(
                url: context.full.url(to: "pictures/\(variant.name)"),
                width: String(variant.width), height: String(variant.height), alt: alt)
        }
    }

    /// The page as Markdown, complete in itself.
    private func markdown(_ page: ContentPage, _ body: DeferredText) throws -> SiteOutput.File {
        var parts = ["# \(MarkdownText.escaped(page.title))"]
        if let description = page.description { parts.append(MarkdownText.escaped(description)) }
        let date = page.date.map { context.strings(page.language)?.date($0) ?? $0 }
        let tags = tagLinks(page, .relative(from: page.route)).map(\.name)
        let facts = ([date].compactMap { $0 } + tags).joined(separator: " · ")
        if !facts.isEmpty { parts.append(facts) }
        let end = disclosure(page).map { ["---\n\n\($0)"] } ?? []
        return try file(
            page.route.file("index.md"), key: RenderKey(parts + ["\0", body.key] + end)
        ) {
            (parts + [String(body.text.drop(while: \.isNewline))] + end).map { text in
                var text = Substring(text)
                while text.last?.isNewline == true { text.removeLast() }
                return String(text)
            }.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
        }
    }

    func addToSitemap(
        _ route: Route, _ own: LanguageTag, date: String?, translations: [LanguageTag: Route]
    ) {
        let languages = context.configuration.languages.filter { translations[$0] != nil }
        let alternates: [LinkView] =
            languages.count < 2
            ? []
            : languages.map { language in
                LinkView(
                    url: context.full.url(to: (translations[language] ?? .top).folder),
                    name: language.code, language: language.code)
            }
        sitemap[own, default: []].append(
            SitemapEntryView(
                url: context.full.url(to: route.folder), date: date, alternates: alternates,
                defaultURL: alternates.first?.url))
    }
}
