import Foundation

/// Finds the lowest quality at which a compressed picture still looks like the original.
///
/// A portrait against a plain wall may be compressed further than foliage; one number for all
/// pictures is either wasteful or ugly. The error is measured by ``StructuralSimilarity``, and the
/// quality found by bisection over steps of four.
public struct QualitySearch: Sendable, Hashable {
    /// The least similarity that is good enough.
    public var leastSimilarity: Double

    private static let steps = Array(stride(from: 62, through: 90, by: 4))

    /// Makes a search.
    public init(leastSimilarity: Double = 0.97) {
        self.leastSimilarity = leastSimilarity
    }

    /// The quality for a picture: the best there is where none is good enough.
    ///
    /// - Throws: ``ImageError`` when the encoder fails
    public func quality(of bitmap: Bitmap, as format: ImageFormat) throws -> Int {
        var low = 0
        var high = Self.steps.count - 1
        while low < high {
            let middle = (low + high) / 2
            if try similarity(of: bitmap, as: format, quality: Self.steps[middle])
                >= leastSimilarity
            {
                high = middle
            } else {
                low = middle + 1
            }
        }
        return Self.steps[low]
    }

    /// How like a picture its compressed self is.
    func similarity(of bitmap: Bitmap, as format: ImageFormat, quality: Int) throws -> Double {
        let encoder = ImageEncoder(jpegQuality: quality, webpQuality: quality)
        let data = try encoder.encode(bitmap, as: format)
        let most = bitmap.width * bitmap.height
        let decoded =
            switch format {
            case .webp: try WebPCodec.decode(data, file: "WebP", most: most)
            case .jpeg, .png, .gif:
                try JPEGCodec.decode(data, file: "JPEG", most: most, least: nil).0
            }
        return StructuralSimilarity.mean(bitmap, decoded) ?? 0
    }
}
