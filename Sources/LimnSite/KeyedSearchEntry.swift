import Foundation
import LimnArticles

/// What the search index knows about a page, with what it was made from.
struct KeyedSearchEntry: Sendable, Codable {
    let file: String
    let language: LanguageTag
    let key: RenderKey
    let entry: SearchEntry
}

/// What the search index knew of the pages, on the disk between two commands: `.limn/site.search`.
enum KeptSearchEntries {
    private static let form = "limn search 1"

    /// Reads what an earlier command left, by the pages' files.
    static func read(_ file: URL) -> [String: KeyedSearchEntry] {
        let read = SealedFile(file)?.read(form: form) { reader in
            try reader.list { reader in
                guard let language = LanguageTag(try reader.text()) else {
                    throw ByteReader.Malformed()
                }
                return KeyedSearchEntry(
                    file: try reader.text(), language: language, key: try reader.key(),
                    entry: SearchEntry(
                        url: try reader.text(), title: try reader.text(),
                        summary: try reader.text(), terms: try reader.text()))
            }
        }
        return Dictionary(
            (read ?? []).map { ($0.file, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Writes them for the next command; without any, there is no file.
    static func write(_ entries: [String: KeyedSearchEntry], to file: URL) {
        guard !entries.isEmpty else {
            unlink(file.path)
            return
        }
        SealedFile.write(file, form: form) { writer in
            writer.add(entries.values.sorted { $0.file < $1.file }) { writer, one in
                writer.add(one.language.code)
                writer.add(one.file)
                writer.add(one.key)
                for text in [one.entry.url, one.entry.title, one.entry.summary, one.entry.terms] {
                    writer.add(text)
                }
            }
        }
    }
}
