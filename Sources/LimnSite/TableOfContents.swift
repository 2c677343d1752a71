import LimnTemplates

/// A page's headings as nested lists of links.
struct TableOfContents: Sendable, Hashable {
    struct Heading: Sendable, Hashable {
        let level: Int
        let text: String
        let id: String
    }

    private let headings: [Heading]

    /// Headings of the second to fourth level.
    init(_ headings: [Heading]) {
        self.headings = headings.filter { $0.level <= 4 }
    }

    /// How many entries there are.
    var count: Int { headings.count }

    /// `<ul>`s in `<ul>`s; a level that is left out opens no list of its own.
    var html: String {
        var html = ""
        var open: [Int] = []
        for heading in headings {
            if let level = open.last, heading.level > level || open.isEmpty {
                html += "\n<ul>\n"
                open.append(heading.level)
            } else if open.isEmpty {
                html += "<ul>\n"
                open.append(heading.level)
            } else {
                html += "</li>\n"
                while open.count > 1, heading.level < open[open.count - 1],
                    heading.level <= open[open.count - 2]
                {
                    html += "</ul>\n</li>\n"
                    open.removeLast()
                }
            }
            let id = Route.encoded(heading.id)
            html += "<li><a href=\"#\(id)\">\(heading.text.escapedForMarkup)</a>"
        }
        if !open.isEmpty { html += "</li>\n" }
        while open.count > 1 {
            html += "</ul>\n</li>\n"
            open.removeLast()
        }
        return open.isEmpty ? "" : html + "</ul>\n"
    }
}
