import Foundation

/// Decodes picture files into upright sRGB bitmaps.
///
/// ```swift
/// let picture = try ImageDecoder().decode(url)
/// picture.bitmap.width
/// ```
/// Files are not trusted: sizes are bounded before memory is taken, and a truncated or
/// contradictory file is an ``ImageError``, never a grey half-picture.
public struct ImageDecoder: Sendable {
    /// A decoded picture.
    public struct Picture: Sendable {
        /// The pixels, upright.
        public let bitmap: Bitmap
        /// What the file's header said.
        public let header: ImageHeader
        /// What a reader should know about the colours, for instance a profile that is not sRGB.
        public let colourNote: String?
    }

    /// The most pixels that a file may hold.
    public var mostPixels: Int

    /// The most bytes that a file may have: half a gigabyte.
    private static let mostBytes = 512 << 20

    /// Makes a decoder. 120 megapixels are more than any camera in common use delivers.
    public init(mostPixels: Int = 120_000_000) {
        self.mostPixels = mostPixels
    }

    /// Decodes a whole file.
    ///
    /// - Parameters:
    ///   - url: the file
    ///   - leastWidth: where the caller will shrink to this many columns anyway, a JPEG may be
    ///     decoded at a half, a quarter or an eighth, but never below twice this width
    public func decode(_ url: URL, leastWidth: Int? = nil) throws -> Picture {
        let header = try ImageHeader.read(url)
        let (pixels, overflow) = header.storedWidth.multipliedReportingOverflow(
            by: header.storedHeight)
        guard !overflow, pixels <= mostPixels else {
            throw ImageError(
                .tooLarge, file: url.path,
                "\(header.storedWidth) × \(header.storedHeight) pixels are more than the "
                    + "\(mostPixels) that are allowed")
        }
        let data: Data
        do {
            data = try Data(contentsOf: url)
        } catch {
            throw ImageError(.unreadable, file: url.path, "the file cannot be read")
        }
        guard data.count <= Self.mostBytes else {
            throw ImageError(.tooLarge, file: url.path, "the file has \(data.count) bytes")
        }
        var least: (width: Int, height: Int)?
        if let leastWidth, leastWidth > 0 {
            let wanted = min(header.width, leastWidth * 2)
            let other = max(1, wanted * header.height / header.width)
            least = header.orientation.swapsAxes ? (other, wanted) : (wanted, other)
        }
        let (bitmap, profile) =
            switch header.format {
            case .jpeg: try JPEGCodec.decode(data, file: url.path, most: mostPixels, least: least)
            case .png: try PNGCodec.decode(data, file: url.path, most: mostPixels)
            case .webp: try WebPCodec.decode(data, file: url.path, most: mostPixels)
            case .gif: try GIFCodec.decode(data, file: url.path, most: mostPixels)
            }
        return Picture(
            bitmap: bitmap.upright(from: header.orientation), header: header,
            colourNote: profile.flatMap(ColourProfile.note))
    }
}
