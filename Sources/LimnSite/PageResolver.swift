import Foundation
import LimnArticles
import LimnTemplates

/// Settles the addresses of one page and collects what is wrong with them.
final class PageResolver: MarkdownRenderer.Resolver {
    private(set) var problems: [Problem] = []
    /// Files beside the page to which it leads, by their paths in the site.
    private(set) var files: [String: URL] = [:]
    /// Whether it mattered what files there are in `content/` beside the pages.
    var hasLookedAtFiles: Bool { finder.hasLookedAtFiles }
    let page: ContentPage
    let context: SiteContext
    private let finder: LinkFinder
    let style: AddressStyle
    /// Whether links lead to the Markdown twins.
    private let isTwin: Bool
    private var eagerFigures: Int
    private var shortcodes = ShortcodeRenderer()
    /// How many more broken links get the nearest name as their remedy: looking is slow.
    private var suggestions: Int

    /// - Parameters:
    ///   - page: the page
    ///   - context: the site
    ///   - folders: folders in which the site has a page
    ///   - style: how addresses are written
    ///   - isTwin: whether this is for the Markdown twin
    ///   - eagerFigures: how many figures the browser fetches at once
    init(
        _ page: ContentPage, in context: SiteContext, folders: Set<String>, style: AddressStyle,
        isTwin: Bool = false, eagerFigures: Int = 0
    ) {
        self.page = page
        self.context = context
        finder = LinkFinder(context: context, page: page, folders: folders)
        self.style = style
        self.isTwin = isTwin
        self.eagerFigures = eagerFigures
        // Only a page's own text reports what is wrong with it.
        suggestions = isTwin || context.configuration.leniency.links ? 0 : 5
    }

    func warn(line: Int, _ message: String, remedy: String) {
        report(line, message, remedy: remedy, severity: .warning)
    }

    private func report(
        _ line: Int, _ message: String, remedy: String, severity: Problem.Severity = .error
    ) {
        problems.append(
            Problem(
                at: SourceLocation(file: page.file, line: line), message, remedy: remedy,
                severity: severity))
    }

    /// How bad a link is that leads nowhere.
    private var linkSeverity: Problem.Severity {
        context.configuration.leniency.links ? .warning : .error
    }

    // MARK: Links

    func link(_ address: String, line: Int) -> String? {
        let scheme = SafeAddress.scheme(of: address)
        if let scheme, scheme != "ref" {
            guard ["mailto", "tel"].contains(scheme) else {
                report(
                    line, "a link may not begin with '\(scheme):'",
                    remedy: "Links lead to http, https, mailto or tel, or to a page of the site.",
                    severity: linkSeverity)
                return nil
            }
            return address
        }
        guard !address.hasPrefix("//"), !address.contains("\\"), !address.isEmpty else {
            report(
                line, "'\(address.prefix(80))' is not an address",
                remedy: "Write the whole address, with https://, or the path of a page.",
                severity: linkSeverity)
            return nil
        }
        let written = scheme == nil ? address : String(address.dropFirst("ref:".count))
        let parts = written.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let place = parts[0].prefix { $0 != "?" }
        let query = parts[0][place.endIndex...]
        let path = place.removingPercentEncoding ?? String(place)
        let fragment = parts.count > 1 ? parts[1].removingPercentEncoding ?? String(parts[1]) : nil
        if path.isEmpty {
            let target: String
            switch settled(fragment, of: page, line: line) {
            case .found(let id): target = "#" + Route.encoded(id)
            case .none where fragment?.isEmpty == false && isTitle(fragment, of: page): target = "#"
            case .none, .broken: return nil
            }
            // In a feed many pages stand below each other.
            if case .full = style { return style.url(to: page.route.folder) + target }
            return target
        }
        let found = scheme == nil ? finder.target(of: path) : finder.target(ofReference: path)
        switch found {
        case .page(let target):
            let file = isTwin && target.kind != .list ? "index.md" : ""
            let url = style.url(to: target.route.file(file)) + query
            switch settled(fragment, of: target, line: line) {
            case .none: return url
            case .found(let id): return "\(url)#\(Route.encoded(id))"
            case .broken: return nil
            }
        case .folder(let folder): return style.url(to: folder) + query + suffix(fragment)
        case .path(let path): return style.url(to: path) + query + suffix(fragment)
        case .file(let url, let path):
            files[path] = url
            return style.url(to: path) + suffix(fragment)
        case .absent(_, let absence):
            warn(
                line: line, "'\(address)' is \(absence), so the link is left out",
                remedy: absence.remedy)
            return nil
        case nil:
            return broken(path, address, line)
        }
    }

    private func suffix(_ fragment: String?) -> String {
        fragment.map { "#" + Route.encoded($0) } ?? ""
    }

    private enum Fragment {
        case none
        case found(String)
        case broken
    }

    /// The fragment as the target has it.
    private func settled(_ fragment: String?, of target: ContentPage, line: Int) -> Fragment {
        guard let fragment, !fragment.isEmpty else { return .none }
        let outline = context.parsed[target.file]?.outline
        let ids = (outline?.headings.map(\.id) ?? []) + (outline?.terms ?? [])
        if let id = HeadingIDs.match(fragment, in: ids) { return .found(id) }
        // Footnotes have addresses of their own, and so has raw HTML.
        if fragment.hasPrefix("fn") { return .found(fragment) }
        if context.configuration.markdownOptions(target).allowsHTML,
            outline?.anchorsInHTML.contains(fragment) == true
        {
            return .found(fragment)
        }
        // To other programs the title is a heading like others.
        if isTitle(fragment, of: target) { return .none }
        let near = Nearest.name(to: fragment, among: ids).map { "Did you mean #\($0)? " } ?? ""
        report(
            line, "\(target.file) has no heading '#\(fragment)'",
            remedy: near
                + (ids.isEmpty
                    ? "It has no headings."
                    : "It has: #\(ids.prefix(12).joined(separator: ", #"))."),
            severity: linkSeverity)
        return context.configuration.leniency.links ? .none : .broken
    }

    private func isTitle(_ fragment: String?, of page: ContentPage) -> Bool {
        guard let fragment else { return false }
        return HeadingIDs.match(fragment, in: [Slug.readable(page.title)]) != nil
    }

    private func broken(_ path: String, _ address: String, _ line: Int) -> String? {
        var remedy = "Write the path of a Markdown file, for instance other.en.md."
        if suggestions > 0 {
            suggestions -= 1
            if let near = finder.suggestion(for: path) { remedy = "Did you mean \(near)?" }
        }
        report(
            line, "the link '\(address.prefix(120))' leads to no page of the site",
            remedy: remedy, severity: linkSeverity)
        return nil
    }

    // MARK: Pictures and shortcodes

    func html(for picture: MarkdownOutline.Picture) -> String? {
        guard let found = context.pictures[page.file]?[picture.address] else {
            return substitute(for: picture)
        }
        let view = figureView(found, picture)
        guard picture.isFigure else {
            let image =
                "<img class=\"inline\" src=\"\(view.src.escapedForMarkup)\" width=\"\(view.width)\""
                + " height=\"\(view.height)\" loading=\"lazy\" decoding=\"async\""
                + " alt=\"\(view.alt.escapedForMarkup)\">"
            guard let moving = view.movingSrc?.escapedForMarkup else { return image }
            return "<picture><source type=\"image/gif\""
                + " media=\"(prefers-reduced-motion: no-preference)\" srcset=\"\(moving)\">"
                + image + "</picture>"
        }
        do {
            return try context.templates.render(view, with: "partials/figure")
        } catch {
            problems.append(contentsOf: [error as? Problem].compactMap { $0 })
            return nil
        }
    }

    /// Where a missing picture is only warned of, its description stands for it; a picture on
    /// another server is a link, so that the page itself loads nothing from there.
    private func substitute(for picture: MarkdownOutline.Picture) -> String? {
        guard context.configuration.leniency.pictures else { return nil }
        let words = picture.alternativeText.isEmpty ? picture.address : picture.alternativeText
        var html = words.escapedForMarkup
        if let address = SafeAddress.web(picture.address) {
            html = "<a href=\"\(address.escapedForMarkup)\">\(html)</a>"
        } else if picture.alternativeText.isEmpty {
            return nil
        }
        return picture.isFigure ? "<p>\(html)</p>" : html
    }

    func html(forShortcode number: Int) -> String? {
        shortcodes.html(number, of: page, in: context) { problems.append($0) }
    }

    func markdown(for picture: MarkdownOutline.Picture) -> String? {
        guard let found = context.pictures[page.file]?[picture.address] else { return nil }
        let view = figureView(found, picture)
        let file = found.published.moving ?? found.published.variant(atLeast: 960)
        let url = style.url(to: "pictures/\(file.name)")
        let alt = MarkdownText.escaped(view.alt)
        let caption = view.caption ?? ""
        let title = caption.isEmpty ? "" : " \"\(MarkdownText.escaped(caption, signs: "\"\\"))\""
        let image = "![\(alt)](\(url)\(title))"
        guard picture.isFigure else { return image }
        let credit = [view.credit, view.licence].compactMap { $0 }.joined(separator: ", ")
        let texts = [caption, credit.isEmpty ? "" : "(\(credit))"].filter { !$0.isEmpty }
            .map { MarkdownText.escaped($0) }
        return texts.isEmpty ? image : "\(image)\n\n\(texts.joined(separator: " "))"
    }

    private func figureView(
        _ found: SiteContext.Picture, _ picture: MarkdownOutline.Picture
    ) -> FigureView {
        let isEager = picture.isFigure && eagerFigures > 0
        if isEager { eagerFigures -= 1 }
        return context.figure(
            found, alt: picture.alternativeText, caption: picture.caption,
            language: page.language, style: style, isEager: isEager,
            layout: PictureLayout.split(picture.address).layout)
    }
}
