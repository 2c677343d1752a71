import LimnArticles
import LimnComposer
import LimnSite
import Synchronization

/// Where the articles of a site are published, as the last render told.
public final class PageAddresses: Sendable {
    private struct Known {
        var pages: [String: String] = [:]
        var articles: [String: String] = [:]
    }

    private let known = Mutex(Known())

    /// Nothing is known before the first render.
    public init() {}

    /// Learns from a render.
    public func note(_ report: RenderReport) {
        var found = Known()
        for page in report.pages {
            guard let source = page.source else { continue }
            found.pages[source] = page.route
            // content/guides/savanna.en.md → content/guides/savanna
            var name = source.hasSuffix(".md") ? source.dropLast(3) : source[...]
            if let dot = name.lastIndex(of: "."),
                LanguageTag(String(name[name.index(after: dot)...])) != nil
            {
                name = name[..<dot]
            }
            found.articles[page.route] = String(name)
        }
        known.withLock { $0 = found }
    }

    /// The address of a page, by its file.
    func page(of file: String) -> String? { known.withLock { $0.pages[file] } }

    /// The article that a page of the site is made from, by the page's address.
    func article(at route: String) -> String? { known.withLock { $0.articles[route] } }
}
