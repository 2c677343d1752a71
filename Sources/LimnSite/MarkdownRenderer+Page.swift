extension MarkdownRenderer {
    /// What turns a page's Markdown into HTML.
    init(_ page: ContentPage, in configuration: SiteConfiguration) {
        self.init(
            body: page.body, language: page.language,
            options: configuration.markdownOptions(page), shortcodes: page.shortcodes,
            modelLines: configuration.markdown.marksModelText
                ? Set(page.authorship?.lines ?? []) : [])
    }
}

extension SiteConfiguration {
    /// How a page's Markdown is read.
    func markdownOptions(_ page: ContentPage) -> MarkdownOptions {
        var options = markdown
        // What a model wrote is nobody's HTML.
        if page.writer != nil { options.allowsHTML = false }
        return options
    }
}
