import Foundation
import LimnImages
import Yams

extension PictureText {
    /// The keys that a sidecar and an entry of `library.yml` may have.
    static let keys = [
        "caption", "captions", "keywords", "credit", "licence", "source", "place", "taken",
        "exclude",
    ]

    /// Reads `NAME.yml`.
    static func read(
        _ url: URL, language: String, problems: inout [LibraryProblem]
    ) throws -> PictureText {
        let entries = try SidecarFile.readMapping(url)
        return PictureText(entries, language: language, file: url, problems: &problems)
    }

    init(
        _ entries: [(key: String, value: Node, line: Int)], language: String, file: URL,
        problems: inout [LibraryProblem]
    ) {
        func complain(_ message: String, _ line: Int) {
            problems.append(LibraryProblem(file: file.path, line: line, message: message))
        }
        func text(_ key: String, _ value: Node, _ line: Int) -> String? {
            if value.string == nil { complain("'\(key)' must be text; ignored", line) }
            return value.string
        }
        for (key, value, line) in entries {
            switch key {
            case "caption", "captions":
                if let text = value.string {
                    captions[language] = text
                } else if let mapping = value.mapping {
                    for (tag, text) in mapping {
                        guard let tag = tag.string, let text = text.string else {
                            complain("a caption must be text; ignored", line)
                            continue
                        }
                        captions[tag] = text
                    }
                } else {
                    complain("'\(key)' must be text, or one text a language; ignored", line)
                }
            case "keywords":
                if let sequence = value.sequence {
                    keywords = sequence.compactMap(\.string)
                } else if let text = value.string {
                    keywords = text.split(separator: ",").map {
                        $0.trimmingCharacters(in: .whitespaces)
                    }
                } else {
                    complain("'keywords' must be a list; ignored", line)
                }
            case "credit": credit = text(key, value, line)
            case "licence": licence = text(key, value, line)
            case "source": source = text(key, value, line)
            case "place": origin.place = text(key, value, line)
            case "taken":
                origin.taken = value.string.flatMap(EmbeddedMetadata.moment)
                if origin.taken == nil {
                    complain("'taken' must be a day such as 2020-05-14; ignored", line)
                }
            case "exclude":
                isExcluded = value.bool
                if isExcluded == nil { complain("'exclude' must be true or false; ignored", line) }
            default:
                complain(
                    "unknown key '\(key)'; known are \(Self.keys.joined(separator: ", "))", line)
            }
        }
    }
}
