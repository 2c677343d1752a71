import LimnArticles
import LimnTemplates

extension SiteAssembly {
    /// A page's Markdown as HTML or Markdown, made only when it is needed.
    ///
    /// - Parameters:
    ///   - page: the page
    ///   - purpose: where the text will stand
    ///   - skipping: the figure that already stands at the head of the page
    ///   - resolver: makes a fresh resolver; two of them answer alike
    func body(
        of page: ContentPage, for purpose: BodyTranscript.Purpose,
        skipping: MarkdownOutline.Picture? = nil,
        _ resolver: @escaping @Sendable () -> PageResolver
    ) -> DeferredText {
        let id = BodyTranscript.ID(file: page.file, purpose: purpose)
        var settings = ViewEncoding()
        settings.add(context.parsed[page.file]?.keys.text.text ?? page.body.text)
        settings.add(purpose.rawValue)
        settings.add(page.language.code)
        if let skipping {
            settings.add("\(skipping.line) \(skipping.isFigure)")
            for text in [skipping.address, skipping.alternativeText, skipping.caption] {
                settings.add(text)
            }
        } else {
            settings.add("")
        }
        let address = context.full.url(to: page.route.folder)
        let markup = (context.markups[page.language] ?? SiteContext.markup(nil))
            .leading(to: purpose == .feed ? address : nil)
        for text in markup.texts { settings.add(text) }
        let renderer = context.renderer(page, skipping: skipping)
        settings.add(renderer.options.text)
        settings.add(renderer.modelLines.sorted().map(String.init).joined(separator: " "))
        let key = RenderKey(settings)
        let first = resolver()
        let recorder = RecordingResolver(first)
        defer {
            findings += first.problems.count + first.files.count + (first.hasLookedAtFiles ? 1 : 0)
            // The same text elsewhere has the same problems.
            if purpose == .page {
                problems.append(contentsOf: first.problems)
                linkedFiles.merge(first.files) { old, _ in old }
            }
            transcripts[id] = BodyTranscript(key: key, questions: recorder.questions)
        }
        guard let known = context.transcripts[id], known.key == key else {
            // Early HTML comes of a text that asks for nothing, so there is nothing to record.
            let early = purpose == .page ? context.parsed[page.file]?.early?.take() : nil
            let text =
                early.map { markup.applied(to: $0) }
                ?? Self.text(renderer, purpose, markup, recorder)
            return DeferredText(key: Self.key(key, recorder)) { text }
        }
        for question in known.questions { _ = recorder.answer(question) }
        let (questions, answers) = (recorder.questions, recorder.answers)
        return DeferredText(key: Self.key(key, recorder)) {
            let playback = PlaybackResolver(questions, answers)
            let text = Self.text(renderer, purpose, markup, playback)
            return playback.isFaithful
                ? text : Self.text(renderer, purpose, markup, resolver())
        }
    }

    private static func text(
        _ renderer: MarkdownRenderer, _ purpose: BodyTranscript.Purpose,
        _ markup: ContentMarkup, _ resolver: some MarkdownRenderer.Resolver
    ) -> String {
        purpose == .twin
            ? renderer.markdown(resolver) : markup.applied(to: renderer.html(resolver))
    }

    private static func key(
        _ settings: RenderKey, _ recorder: RecordingResolver<PageResolver>
    ) -> String {
        var encoding = ViewEncoding()
        encoding.add(settings.text)
        for answer in recorder.answers { encoding.add(answer ?? "\0") }
        return RenderKey(encoding).text
    }
}
