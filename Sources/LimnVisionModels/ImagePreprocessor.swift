import LimnImages

/// Makes a picture into the numbers that a vision encoder looks at, as Pillow and torchvision do:
/// bicubic to a square of 8-bit values, whatever the proportions, then normalised by channel.
///
/// Transparency is dropped, not laid on white: that is what the model saw in training.
public struct ImagePreprocessor: Sendable, Hashable {
    /// The side of the square, in pixels.
    public let side: Int
    /// What is taken from red, green and blue, each from 0 to 1.
    public let mean: [Float]
    /// What the rest is divided by.
    public let deviation: [Float]

    /// The means and deviations of CLIP's training pictures (Radford et al., 2021).
    public static func clip(side: Int) -> ImagePreprocessor {
        ImagePreprocessor(
            side: side, mean: [0.481_454_66, 0.457_827_5, 0.408_210_73],
            deviation: [0.268_629_54, 0.261_302_58, 0.275_777_11])
    }

    /// A preprocessor; means and deviations are three each.
    public init(side: Int, mean: [Float], deviation: [Float]) {
        precondition(side > 0 && mean.count == 3 && deviation.count == 3)
        self.side = side
        self.mean = mean
        self.deviation = deviation
    }

    /// The picture's square, before it is normalised.
    public func resized(_ bitmap: Bitmap) -> Bitmap {
        bitmap.withoutAlpha().resizedBicubic(width: side, height: side)
    }

    /// `3 × side × side` values, channel by channel.
    public func callAsFunction(_ bitmap: Bitmap) -> [Float] { normalized(resized(bitmap)) }

    /// The values of a picture that ``resized(_:)`` gave.
    func normalized(_ resized: Bitmap) -> [Float] {
        let square = resized.bytes
        var values: [Float] = []
        values.reserveCapacity(square.count)
        for channel in 0..<3 {
            for index in stride(from: channel, to: square.count, by: 3) {
                values.append((Float(square[index]) / 255 - mean[channel]) / deviation[channel])
            }
        }
        return values
    }
}
