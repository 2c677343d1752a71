import Foundation

/// Captions in a text file beside the picture: the first line is the caption, and further lines
/// `LANG[.charset]=caption` are translations, as in Debian's stamps for Tux Paint.
enum CaptionFile {
    /// Reads the file.
    /// - Parameter language: the language of the first line.
    static func read(_ url: URL, language: String) throws -> PictureText {
        let data = try SidecarFile.read(url)
        return text(of: String(decoding: data, as: UTF8.self), language: language)
    }

    static func text(of content: String, language: String) -> PictureText {
        var text = PictureText()
        let lines = content.split(
            omittingEmptySubsequences: false, whereSeparator: { $0.isNewline })
        for (index, line) in lines.enumerated() {
            if index == 0 {
                let caption = clean(line)
                if !caption.isEmpty { text.captions[language] = caption }
                continue
            }
            guard let equals = line.firstIndex(of: "=") else { continue }
            let key = line[..<equals].split(separator: ".", maxSplits: 1)
            guard let locale = key.first, let tag = LocaleName.languageTag(locale),
                key.count == 1 || ["utf8", "utf-8"].contains(key[1].lowercased())
            else { continue }
            let caption = clean(line[line.index(after: equals)...])
            // The first line is the writer's own; a translation never replaces it.
            if !caption.isEmpty, text.captions[tag] == nil { text.captions[tag] = caption }
        }
        return text
    }

    private static func clean(_ text: some StringProtocol) -> String {
        let text = text.trimmingCharacters(in: .whitespaces)
        return text.contains("\u{FFFD}") ? "" : String(text.prefix(500))
    }
}
