import LimnArticles
import LimnTemplates

/// Renders the shortcodes of one page with the templates in `templates/shortcodes/`.
///
/// A tag with an end of its own is rendered once, around a mark in the place of what stands between
/// the two, and what comes before and after the mark goes to either end. So the text between them
/// stays Markdown of the page, with its own lines, links and footnotes.
struct ShortcodeRenderer {
    private static let innerMark = "<!--limn-inner-->"
    private var closings: [Int: String] = [:]
    private var failed: Set<Int> = []

    /// The HTML of one end; problems come with the tag's line.
    mutating func html(
        _ number: Int, of page: ContentPage, in context: SiteContext, report: (Problem) -> Void
    ) -> String? {
        let tag = page.shortcodes[number]
        if case .closing(let opened) = tag.role {
            return failed.contains(opened) ? nil : closings[number]
        }
        let place = SourceLocation(file: page.file, line: tag.line)
        let template = "shortcodes/\(tag.name)"
        guard context.templates.contains(template) else {
            failed.insert(number)
            report(
                Problem(
                    at: place, "there is no shortcode '\(tag.name.prefix(60))'",
                    remedy: Self.remedy(for: tag.name, in: context.templates),
                    severity: context.configuration.leniency.shortcodes ? .warning : .error))
            return nil
        }
        var hasInner = false
        if case .opening = tag.role { hasInner = true }
        let view = ShortcodeView(
            name: tag.name, arguments: tag.arguments.map { ($0.name, $0.value) },
            inner: hasInner ? Self.innerMark : "", hasInner: hasInner,
            title: page.title, language: page.language.code,
            parameters: FrontMatterValue(entries: page.matter.parameters), data: context.data,
            strings: context.strings(page.language)?.texts ?? [:])
        do {
            let html = try context.templates.render(view, with: template)
            guard case .opening(let closedBy) = tag.role else { return Self.trimmed(html) }
            let parts = html.split(separator: Self.innerMark, omittingEmptySubsequences: false)
            guard parts.count == 2 else {
                failed.insert(number)
                report(
                    Problem(
                        at: place,
                        "the shortcode '\(tag.name)' shows what stands in it "
                            + (parts.count < 2 ? "nowhere" : "more than once"),
                        remedy: "Write {{{inner}}} once in templates/\(template).mustache, "
                            + "or the tag without an end."))
                return nil
            }
            closings[closedBy] = Self.trimmed(String(parts[1]))
            return Self.trimmed(String(parts[0]))
        } catch let problem as Problem {
            report(problem)
        } catch {
            report(Problem(at: place, "the shortcode '\(tag.name)' cannot be rendered: \(error)"))
        }
        failed.insert(number)
        return nil
    }

    private static func trimmed(_ html: String) -> String {
        var html = html[...]
        while html.last?.isNewline == true { html.removeLast() }
        return String(html)
    }

    /// Shortcodes of Hugo's own that load something from elsewhere.
    private static let foreign: Set<String> = [
        "youtube", "vimeo", "tweet", "x", "twitter", "instagram", "gist",
    ]

    private static func remedy(for name: String, in templates: TemplateLibrary) -> String {
        if foreign.contains(name) {
            return "Pages load nothing from other servers: write a link instead, or make "
                + "templates/shortcodes/\(name).mustache."
        }
        let own = templates.names.filter { $0.hasPrefix("shortcodes/") }
            .map { String($0.dropFirst("shortcodes/".count)) }
        let known = (own + ["figure", "highlight", "ref", "relref"]).sorted()
        let near = Nearest.name(to: name, among: known).map { "Did you mean '\($0)'? " } ?? ""
        return near + "There are: \(known.joined(separator: ", ")). "
            + "Make it as templates/shortcodes/\(name).mustache."
    }
}
