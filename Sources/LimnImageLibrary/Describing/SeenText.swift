import Foundation
import LimnDigests
import Yams

/// What a model said about a picture, in a file of its own beside it: `NAME.png.seen.yml`. Everything that a
/// person says about the picture comes before it.
///
/// Each caption's digest is written down too, so that one that a person has changed is known for theirs.
struct SeenText: Equatable {
    /// The SHA-256 of the picture that was looked at.
    var picture: String
    /// Which model looked.
    var model: String
    /// What it said, by language tag, with what people made of it.
    var captions: [String: String] = [:]
    /// The digests of captions as the model wrote them.
    private var digests: [String: String] = [:]

    init(picture: String, model: String) {
        self.picture = picture
        self.model = model
    }

    /// The file of a picture.
    static func file(of picture: URL) -> URL { picture.appendingPathExtension("seen.yml") }

    /// Reads the file beside a picture; `nil` if there is none.
    /// - Throws: `LibraryProblem` if it cannot be read.
    init?(of picture: URL) throws {
        let file = Self.file(of: picture)
        guard FileStamp(file)?.isRegular == true else { return nil }
        self.init(picture: "", model: "")
        func texts(_ node: Node) -> [String: String] {
            let pairs = (node.mapping ?? [:]).compactMap { key, value in
                key.string.flatMap { key in value.string.map { (key, $0) } }
            }
            return Dictionary(pairs, uniquingKeysWith: { $1 })
        }
        for (key, value, line) in try SidecarFile.readMapping(file) {
            switch key {
            case "picture": self.picture = value.string ?? ""
            case "model": model = value.string ?? ""
            case "captions": captions = texts(value).mapValues { String($0.prefix(500)) }
            case "written": digests = texts(value)
            default:
                throw LibraryProblem(
                    file: file.path, line: line,
                    message:
                        "unknown key '\(key)'; write what you have to say into the picture's .yml")
            }
        }
    }

    /// Whether a caption is a person's: it is not as the model wrote it.
    func isEdited(_ language: String) -> Bool {
        captions[language].map { Self.digest($0) != digests[language] } ?? false
    }

    /// The captions that count for a picture: those of this very picture, and what people wrote.
    func captions(of contentHash: String) -> [String: String] {
        contentHash == picture ? captions : captions.filter { isEdited($0.key) }
    }

    /// Takes the model's words for a language, unless a person's are there.
    mutating func set(_ caption: String, in language: String) {
        guard !isEdited(language) else { return }
        captions[language] = caption
        digests[language] = Self.digest(caption)
    }

    /// Drops what the model said about another picture.
    mutating func keepOnlyEdited() {
        captions = captions.filter { isEdited($0.key) }
        digests = [:]
    }

    /// Writes the file beside a picture, whole or not at all.
    /// - Throws: `LibraryProblem` if it cannot be written.
    func write(of picture: URL) throws {
        let file = Self.file(of: picture)
        let stem = picture.deletingPathExtension().lastPathComponent
        let values: [String: Any] = [
            "captions": captions, "model": model, "picture": self.picture, "written": digests,
        ]
        do {
            if let stamp = FileStamp(file), !stamp.isRegular { throw CocoaError(.fileWriteUnknown) }
            let yaml = try Yams.dump(
                object: values, width: -1, allowUnicode: true, sortKeys: true)
            let text =
                "# What a model saw in this picture. Write captions of your own into \(stem).yml:\n"
                + "# they come first. A caption that you change here is left alone too.\n" + yaml
            try Data(text.utf8).write(to: file, options: .atomic)
        } catch {
            throw LibraryProblem(
                file: file.path, line: nil,
                message: "cannot be written; make the folder writable or copy the pictures")
        }
    }

    private static func digest(_ text: String) -> String {
        String(ContentDigest.sha256(text).prefix(16))
    }
}
