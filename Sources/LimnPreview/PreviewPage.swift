import Foundation

/// A page of the site as the preview server sends it: with the script that reloads it.
///
/// The pages' Content-Security-Policy allows no script. The copy that is sent names this server's
/// script and connection in it, and nothing else; the file on disk stays as it is.
struct PreviewPage {
    /// Tells apart whether a page changed otherwise than by the names of its style sheets.
    struct Fingerprint: Encodable, Equatable {
        /// A hash of everything else.
        let page: String
        /// The addresses of the style sheets, in order, as written.
        let styles: [String]
    }

    let html: String

    var fingerprint: Fingerprint {
        let sheets = MarkupTag.all("link", in: html).filter { tag in
            tag.attributes["rel"]?.value.lowercased().split(separator: " ").contains("stylesheet")
                == true
        }
        // FNV-1a: quick, and nobody here has a reason to forge it.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        var start = html.startIndex
        func add(_ part: Substring) {
            for byte in part.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        }
        for sheet in sheets {
            add(html[start..<sheet.range.lowerBound])
            start = sheet.range.upperBound
        }
        add(html[start...])
        return Fingerprint(
            page: String(hash, radix: 16),
            styles: sheets.map { $0.attributes["href"]?.value.unescapedMarkup ?? "" })
    }

    /// The page with the script in it.
    ///
    /// - Parameters:
    ///   - origin: scheme, host and port of this server, as the browser sees it
    ///   - script: the path of the script
    ///   - review: the address of the page's review page, if it has one
    func withScript(origin: String, script: String, review: String? = nil) -> String {
        let link = review.map { " data-review=\"\($0.escapedMarkup)\"" } ?? ""
        let tag =
            "<script src=\"\(script)\" data-page=\"\(fingerprint.page)\"\(link) defer></script>"
        var result = html
        // From the back, so that the ranges in front stay true.
        for policy in MarkupTag.all("meta", in: html).reversed() {
            guard
                policy.attributes["http-equiv"]?.value.lowercased() == "content-security-policy",
                let content = policy.attributes["content"]
            else { continue }
            let wider = Self.widened(content.value.unescapedMarkup, origin: origin)
            result.replaceSubrange(
                policy.range,
                with: "<meta http-equiv=\"Content-Security-Policy\" content=\"\(wider)\">")
        }
        // Every page has a title; a script in front of it would be in front of the encoding too.
        if let title = result.range(of: "</title>", options: .caseInsensitive) {
            result.insert(contentsOf: tag, at: title.upperBound)
        } else {
            result += tag
        }
        return result
    }

    /// A policy that allows what the script needs, beside what it allowed before.
    static func widened(_ policy: String, origin: String) -> String {
        let socket = origin.replacing("http", with: "ws", maxReplacements: 1)
        var directives = policy.split(separator: ";").map { directive in
            directive.split(whereSeparator: \.isWhitespace).map(String.init)
        }.filter { !$0.isEmpty }
        let needed = [
            ("script-src", [origin]), ("connect-src", [origin, socket]), ("style-src", [origin]),
        ]
        for (name, sources) in needed {
            if let place = directives.firstIndex(where: { $0[0].lowercased() == name }) {
                directives[place].removeAll { $0 == "'none'" }
                directives[place] += sources
            } else {
                // Without one of its own, a directive falls back to default-src.
                let fallback = directives.first { $0[0].lowercased() == "default-src" }
                guard let fallback else { continue }
                directives.append(
                    [name] + fallback.dropFirst().filter { $0 != "'none'" } + sources)
            }
        }
        return directives.map { $0.joined(separator: " ") }.joined(separator: "; ")
    }

    /// A page for the time when there is no site to show.
    static func placeholder(_ text: String) -> PreviewPage {
        PreviewPage(
            html: """
                <!doctype html><html lang="en"><head><meta charset="utf-8">\
                <meta name="viewport" content="width=device-width">\
                <meta name="color-scheme" content="light dark"><title>\(text)</title></head>\
                <body><p>\(text)</p></body></html>
                """)
    }
}

extension String {
    fileprivate var escapedMarkup: String {
        replacing("&", with: "&amp;").replacing("\"", with: "&quot;")
    }

    /// Attribute text with the five escapes of Limn's own templates undone.
    fileprivate var unescapedMarkup: String {
        replacing("&quot;", with: "\"").replacing("&#39;", with: "'").replacing("&lt;", with: "<")
            .replacing("&gt;", with: ">").replacing("&amp;", with: "&")
    }
}
