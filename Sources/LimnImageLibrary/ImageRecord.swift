/// A picture of the library with everything that is known about it.
public struct ImageRecord: Codable, Hashable, Sendable, Identifiable {
    /// The last component of the library folder and the path in it, such as
    /// `pictures/tuxpaint/animals/zebra.png`.
    public let id: String
    /// The absolute path of the file.
    public let path: String
    /// Columns once upright.
    public let width: Int
    /// Rows once upright.
    public let height: Int
    /// `jpeg`, `png` or `webp`.
    public let format: String
    /// SHA-256 of the file in lower-case hexadecimal.
    public let contentHash: String
    /// What the picture shows, by language tag.
    public let captions: [String: String]
    /// Subjects that someone noted.
    public let keywords: [String]
    /// The words of the file name, or of the folder that stands for the picture.
    public let name: String
    /// The words of the folders it lies in, outermost first.
    public let folders: [String]
    /// Who made it.
    public let credit: String?
    /// The terms under which it may be used.
    public let licence: String?
    /// Where it comes from.
    public let source: String?
    /// When and where it was taken; private, see ``PictureOrigin``. `nil` where nobody knows.
    public var origin: PictureOrigin?

    /// The caption in a language, or in another form of the same language.
    ///
    /// `zh` finds a caption in `zh-Hant` if there is none in `zh`; the first such tag counts.
    public func caption(in language: String) -> String? {
        if let exact = captions[language] { return exact }
        let primary = language.prefix { $0 != "-" }
        let related = captions.keys.filter { $0.prefix { $0 != "-" } == primary }
        return related.min().flatMap { captions[$0] }
    }

    /// The same picture without what is private.
    public var withoutOrigin: ImageRecord {
        var record = self
        record.origin = nil
        return record
    }

    /// The same picture as if nobody had said anything about it.
    var withoutTexts: ImageRecord {
        ImageRecord(
            id: id, path: path, width: width, height: height, format: format,
            contentHash: contentHash, captions: [:], keywords: [], name: "", folders: [],
            credit: credit, licence: licence, source: source)
    }
}
