import Foundation
import LimnImageLibrary

/// Search results as one HTML page with the pictures in it.
enum ContactSheet {
    /// The page; pictures are referred to by their paths on this machine.
    static func html(_ answers: [(query: String, found: [ImageCandidate])]) -> String {
        var page = """
            <!doctype html>
            <html><head><meta charset="utf-8"><title>Contact sheet</title><style>
            body { font: 14px/1.4 system-ui, sans-serif; margin: 2em; }
            ol { display: flex; flex-wrap: wrap; gap: 1em; list-style: none; padding: 0; }
            li { width: 220px; } img { width: 220px; height: 165px; object-fit: contain; background: #eee; }
            small { color: #555; overflow-wrap: anywhere; }
            </style></head><body>

            """
        for (query, found) in answers {
            page += "<h2>\(escaped(query))</h2>\n<ol>\n"
            for (index, candidate) in found.enumerated() {
                let record = candidate.record
                let address = URL(filePath: record.path).absoluteString
                let caption = record.caption(in: "en") ?? record.name
                page +=
                    "<li><img loading=\"lazy\" src=\"\(escaped(address))\" alt=\"\(escaped(caption))\">"
                page += "<br>\(index + 1). \(escaped(caption))<br><small>\(escaped(record.id))<br>"
                page += "\(escaped(candidate.reasons.joined(separator: "; ")))</small></li>\n"
            }
            page += "</ol>\n"
        }
        return page + "</body></html>\n"
    }

    static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            .replacing("\"", with: "&quot;")
    }
}
