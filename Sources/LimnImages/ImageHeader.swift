import Foundation

/// What a picture file says about itself before any pixel is decoded.
///
/// Reads a few kilobytes, so that a library of thousands of pictures can be listed quickly. The
/// sizes are claims: a file may still turn out to be truncated when it is decoded.
public struct ImageHeader: Sendable, Hashable, Codable {
    /// The format, by contents.
    public let format: ImageFormat
    /// Columns as stored.
    public let storedWidth: Int
    /// Rows as stored.
    public let storedHeight: Int
    /// How to turn the stored pixels upright.
    public let orientation: Orientation
    /// Whether the format stores transparency for this picture.
    public let hasAlpha: Bool
    /// The bytes of a JPEG's coefficients where all of them must be held before the first pixel is known,
    /// as in a progressive file; 0 for all others.
    public internal(set) var coefficientBytes = 0

    /// Columns once upright.
    public var width: Int { orientation.swapsAxes ? storedHeight : storedWidth }
    /// Rows once upright.
    public var height: Int { orientation.swapsAxes ? storedWidth : storedHeight }

    /// Reads the header of a JPEG, PNG, WebP or GIF file.
    ///
    /// - Throws: ``ImageError`` when the file is none of these, or broken before its size is known.
    public static func read(_ url: URL) throws -> ImageHeader {
        var window = try FileWindow(url)
        guard window.size > 0 else {
            throw ImageError(.malformed, file: window.name, "the file is empty")
        }
        let head = Array(try window.bytes(at: 0, count: min(12, window.size)))
        let header: ImageHeader
        switch ImageFormat(signature: head) {
        case .jpeg: header = try readJPEG(&window)
        case .png: header = try readPNG(&window)
        case .webp: header = try readWebP(&window)
        case .gif: header = try readGIF(&window)
        case nil:
            throw ImageError(
                .unknownFormat, file: window.name, "this is not a JPEG, PNG, WebP or GIF picture")
        }
        guard header.storedWidth > 0, header.storedHeight > 0 else {
            throw ImageError(
                .malformed, file: window.name,
                "the picture is \(header.storedWidth) × \(header.storedHeight) pixels")
        }
        return header
    }
}
