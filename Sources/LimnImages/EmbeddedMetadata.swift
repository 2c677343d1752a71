import CExiv2
import Foundation

/// Texts that a photographer or an agency wrote into a picture file.
///
/// XMP counts before IPTC, and IPTC before EXIF. Serial numbers and everything else that the file may
/// carry are never read.
public struct EmbeddedMetadata: Sendable, Hashable, Codable {
    /// A short title.
    public var headline: String?
    /// What the picture shows.
    public var caption: String?
    /// Subjects.
    public var keywords: [String]
    /// Who made it.
    public var creators: [String]
    /// The copyright notice.
    public var copyright: String?
    /// The terms of use, or an address where they stand.
    public var licence: String?
    /// When it was taken, by the clock of the place: `2020-05-14T10:22:31`, or the day alone.
    public var taken: String?
    /// Where it was taken, the smallest area first: `["Alfama", "Lisbon", "Portugal"]`.
    public var place: [String]
    /// Where it was taken, as the camera measured it.
    public var position: GeographicPosition?

    /// Whether the file says nothing.
    public var isEmpty: Bool { self == EmbeddedMetadata() }

    /// Metadata that says nothing.
    public init() {
        keywords = []
        creators = []
        place = []
    }

    /// Reads the metadata of a JPEG, PNG or WebP file.
    ///
    /// - Throws: ``ImageError`` when the file is none of these or its metadata is broken.
    public static func read(_ url: URL) throws -> EmbeddedMetadata {
        _ = try ImageHeader.read(url)
        var texts = cexiv2_texts()
        let status = cexiv2_read(url.path, &texts)
        defer { cexiv2_release(&texts) }
        guard status == 0 else {
            let message = withUnsafeBytes(of: texts.message) { raw in
                String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
            }
            throw ImageError(
                .malformed, file: url.path, "the metadata cannot be read: \(message)")
        }
        var found = EmbeddedMetadata()
        found.headline = text(texts.headline)
        found.caption = text(texts.caption)
        found.keywords = lines(texts.keywords)
        found.creators = lines(texts.creator)
        found.copyright = text(texts.copyright)
        found.licence = text(texts.licence)
        found.taken = text(texts.taken).flatMap(moment)
        found.place = lines(texts.place)
        if texts.has_position != 0 {
            found.position = GeographicPosition(
                latitude: texts.latitude, longitude: texts.longitude)
        }
        return found
    }

    /// A moment as EXIF or ISO 8601 writes it, in ISO 8601 without a time zone; `nil` for what is none,
    /// such as the zeros of a camera whose clock was never set.
    public static func moment(_ text: String) -> String? {
        let pattern =
            /^(\d{4})[:-](\d\d)[:-](\d\d)(?:[ T](\d\d):(\d\d)(?::(\d\d))?.*)?$/
        guard let match = text.firstMatch(of: pattern), let year = Int(match.1),
            let month = Int(match.2), let day = Int(match.3), (1...9999).contains(year),
            (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        let date = "\(match.1)-\(match.2)-\(match.3)"
        guard let hour = match.4, let minute = match.5, let hours = Int(hour), hours < 24,
            let minutes = Int(minute), minutes < 60
        else { return date }
        return "\(date)T\(hour):\(minute):\(match.6 ?? "00")"
    }

    /// UTF-8 where the bytes are valid, Latin-1 otherwise; control characters become spaces.
    private static func text(_ pointer: UnsafeMutablePointer<CChar>?) -> String? {
        guard let pointer else { return nil }
        let bytes = UnsafeBufferPointer(start: pointer, count: strlen(pointer)).map {
            UInt8(bitPattern: $0)
        }
        let decoded =
            String(validating: bytes, as: UTF8.self)
            ?? String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
        let clean = String(
            decoded.map { character in
                let control = character.unicodeScalars.contains { $0.value < 32 || $0.value == 127 }
                return control && character != "\n" ? " " : character
            }
        ).trimmingCharacters(in: .whitespacesAndNewlines)
        // Cameras write their own name or a placeholder into the description.
        return clean.isEmpty || placeholders.contains(clean.lowercased()) ? nil : clean
    }

    private static let placeholders: Set<String> = [
        "olympus digital camera", "konica minolta digital camera", "digital camera", "sony dsc",
        "dcim", "untitled", "default", "created with gimp", "screenshot",
    ]

    private static func lines(_ pointer: UnsafeMutablePointer<CChar>?) -> [String] {
        guard let text = text(pointer) else { return [] }
        return text.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { !$0.isEmpty }
    }
}
