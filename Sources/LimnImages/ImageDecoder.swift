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
    /// The most bytes that decoding may take, for work that must stay small whatever it meets; with a
    /// limit, large PNG, WebP and GIF pictures are averaged down as soon as they are decoded.
    public var mostMemory: Int?

    /// The most bytes that a file may have: half a gigabyte.
    private static let mostBytes = 512 << 20

    /// Makes a decoder. 120 megapixels are more than any camera in common use delivers.
    public init(mostPixels: Int = 120_000_000, mostMemory: Int? = nil) {
        self.mostPixels = mostPixels
        self.mostMemory = mostMemory
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
        if let mostMemory {
            let memory = memoryNeeded(for: header, url, leastWidth: leastWidth)
            guard memory <= mostMemory else {
                throw ImageError(
                    .tooLarge, file: url.path,
                    "decoding \(header.storedWidth) × \(header.storedHeight) pixels takes "
                        + "\(memory / 1_000_000) MB, and \(mostMemory / 1_000_000) are allowed")
            }
        }
        let reduction = mostMemory == nil ? 1 : header.reduction(leastWidth: leastWidth)
        var bitmap: Bitmap
        var profile: Data?
        switch header.format {
        case .jpeg:
            (bitmap, profile) = try JPEGCodec.decode(
                contents(url), file: url.path, most: mostPixels,
                least: header.leastStored(leastWidth))
        case .png:
            bitmap = try PNGCodec.decode(url, most: mostPixels).averaged(by: reduction)
        case .webp:
            bitmap = try WebPCodec.decode(
                contents(url), file: url.path, most: mostPixels, reduction: reduction)
        case .gif:
            bitmap = try GIFCodec.decode(contents(url), file: url.path, most: mostPixels)
                .averaged(by: reduction)
        }
        bitmap = bitmap.upright(from: header.orientation)
        return Picture(
            bitmap: bitmap, header: header,
            colourNote: profile.flatMap(ColourProfile.note))
    }

    /// About how many bytes decoding a file takes at most, told from its header.
    ///
    /// - Parameter leastWidth: as for ``decode(_:leastWidth:)``
    /// - Throws: ``ImageError`` when the header cannot be read.
    public func memoryNeeded(_ url: URL, leastWidth: Int? = nil) throws -> Int {
        memoryNeeded(for: try ImageHeader.read(url), url, leastWidth: leastWidth)
    }

    private func memoryNeeded(for header: ImageHeader, _ url: URL, leastWidth: Int?) -> Int {
        // PNGs are read as they are decoded; other files are in memory first.
        let file =
            header.format == .png ? 0 : try? url.resourceValues(forKeys: [.fileSizeKey]).fileSize
        return header.decodingMemory(leastWidth: leastWidth) + (file ?? 0)
    }

    private func contents(_ url: URL) throws -> Data {
        let data: Data
        do {
            data = try Data(contentsOf: url)
        } catch {
            throw ImageError(.unreadable, file: url.path, "the file cannot be read")
        }
        guard data.count <= Self.mostBytes else {
            throw ImageError(.tooLarge, file: url.path, "the file has \(data.count) bytes")
        }
        return data
    }
}
