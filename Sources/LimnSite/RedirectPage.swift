import LimnArticles
import LimnTemplates

/// A page that leads on to where another has moved, for servers without redirects.
struct RedirectPage {
    let title: String
    let language: LanguageTag
    /// Where to, as seen from the redirect.
    let url: String
    /// The same in full.
    let canonical: String

    var html: String {
        let url = url.escapedForMarkup
        return """
            <!doctype html>
            <html lang="\(language.code)">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>\(title.escapedForMarkup)</title>
            <link rel="canonical" href="\(canonical.escapedForMarkup)">
            <meta name="robots" content="noindex">
            <meta http-equiv="refresh" content="0; url=\(url)">
            </head>
            <body>
            <main><p><a href="\(url)">\(title.escapedForMarkup)</a></p></main>
            </body>
            </html>

            """
    }

    /// All files of redirects, with the page to which each leads: the first that asks for it, in the
    /// order of the files. Aliases that cannot be are left for the render to complain of.
    static func owners(in content: ContentCollection) -> [String: ContentPage] {
        var owners: [String: ContentPage] = [:]
        for page in content.pages {
            for alias in page.matter.aliases {
                guard let path = try? path(of: alias, for: page), owners[path] == nil else {
                    continue
                }
                owners[path] = page
            }
        }
        return owners
    }

    /// The file of the site that an alias stands for: `old.html`, or a folder's `index.html`.
    ///
    /// - Throws: a `Problem` when it could not be an address of the site
    static func path(of alias: PageMatter.Alias, for page: ContentPage) throws -> String {
        let place = SourceLocation(file: page.file, line: alias.line)
        let isFile = alias.address.hasSuffix(".html") || alias.address.hasSuffix(".htm")
        let own = try Route.segments(of: alias.address, at: place)
        // As in Hugo, without a slash in front it is meant beside the page.
        let base = alias.address.hasPrefix("/") ? [] : Array(page.route.segments.dropLast())
        let segments = base + own
        guard !segments.isEmpty else {
            throw Problem(
                at: place, "an alias cannot be the front page", remedy: "Remove the alias.")
        }
        guard isFile, let written = alias.address.split(separator: "/").last else {
            return Route(segments).file("index.html")
        }
        let folder = written.hasPrefix("index.") ? segments : Array(segments.dropLast())
        return Route(folder).file(String(written))
    }
}
