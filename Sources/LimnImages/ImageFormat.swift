/// The picture formats that Limn reads.
public enum ImageFormat: String, Sendable, Codable, CaseIterable {
    /// JPEG, baseline or progressive.
    case jpeg
    /// PNG.
    case png
    /// WebP, lossy or lossless, without animation.
    case webp
    /// GIF, of which the first picture counts.
    case gif

    /// The usual ending of a file name, without the dot.
    public var fileExtension: String { self == .jpeg ? "jpg" : rawValue }

    /// The media type.
    public var mediaType: String { "image/\(rawValue)" }

    /// Guesses the format from a file name; the contents decide when the file is read.
    public init?(fileExtension: String) {
        switch fileExtension.lowercased() {
        case "jpg", "jpeg", "jpe": self = .jpeg
        case "png": self = .png
        case "webp": self = .webp
        case "gif": self = .gif
        default: return nil
        }
    }

    /// Recognises a format by its first twelve bytes.
    init?(signature bytes: [UInt8]) {
        if bytes.starts(with: [0xFF, 0xD8, 0xFF]) {
            self = .jpeg
        } else if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
            self = .png
        } else if bytes.count >= 12, bytes.starts(with: Array("RIFF".utf8)),
            Array(bytes[8..<12]) == Array("WEBP".utf8)
        {
            self = .webp
        } else if bytes.starts(with: Array("GIF87a".utf8))
            || bytes.starts(with: Array("GIF89a".utf8))
        {
            self = .gif
        } else {
            return nil
        }
    }
}
