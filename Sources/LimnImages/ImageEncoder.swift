import Foundation

/// Compresses bitmaps for the web, always without metadata.
public struct ImageEncoder: Sendable, Hashable, Codable {
    /// Quality for photographs as JPEG, 1 to 100.
    public var jpegQuality: Int
    /// Quality for pictures with transparency as WebP, 1 to 100.
    public var webpQuality: Int

    /// Makes an encoder.
    public init(jpegQuality: Int = 82, webpQuality: Int = 86) {
        self.jpegQuality = jpegQuality
        self.webpQuality = webpQuality
    }

    /// Encodes as progressive JPEG or lossy WebP; JPEG lays transparency on white.
    ///
    /// - Throws: ``ImageError`` for PNG and GIF, which Limn only reads, and when the encoder fails.
    public func encode(_ bitmap: Bitmap, as format: ImageFormat) throws -> Data {
        switch format {
        case .jpeg: try JPEGCodec.encode(bitmap, quality: jpegQuality)
        case .webp: try WebPCodec.encode(bitmap, quality: webpQuality)
        case .png: throw ImageError(.unsupported, file: "PNG", "Limn does not write PNG")
        case .gif: throw ImageError(.unsupported, file: "GIF", "Limn does not write GIF")
        }
    }
}
