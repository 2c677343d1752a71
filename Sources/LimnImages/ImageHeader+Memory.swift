extension ImageHeader {
    /// Bytes of decoded pixels above which PNG, WebP and GIF pictures are averaged down at once where
    /// memory is short.
    private static let large = 16 << 20

    private var pixelBytes: Int { storedWidth * storedHeight * (hasAlpha ? 4 : 3) }

    /// How many rows and columns of the stored picture may become one, so that still twice so many
    /// columns are left.
    ///
    /// - Parameter leastWidth: columns of the upright picture
    func reduction(leastWidth: Int?) -> Int {
        guard let leastWidth, leastWidth > 0, format != .jpeg, pixelBytes > Self.large else {
            return 1
        }
        return max(1, width / (2 * leastWidth))
    }

    /// About how many bytes decoding takes at most, with what ``ImageDecoder`` does where memory is short,
    /// or the decoded picture with two copies of it.
    ///
    /// - Parameter leastWidth: as for ``ImageDecoder/decode(_:leastWidth:)``
    func decodingMemory(leastWidth: Int?) -> Int {
        let (width, height) = decodedSize(leastWidth: leastWidth)
        let result = width * height * (hasAlpha ? 4 : 3)
        let decoding =
            switch format {
            // libjpeg's pixels and ours.
            case .jpeg: coefficientBytes + 2 * result
            // A lossless one is whole in four channels before it is shrunk.
            case .webp: storedWidth * storedHeight * 4 + result
            case .png, .gif: pixelBytes + result
            }
        return max(decoding, 3 * result)
    }

    /// Columns and rows as decoded, before the picture is turned upright.
    func decodedSize(leastWidth: Int?) -> (width: Int, height: Int) {
        var divisor = reduction(leastWidth: leastWidth)
        if format == .jpeg, let least = leastStored(leastWidth) {
            divisor =
                [8, 4, 2].first {
                    storedWidth / $0 >= least.width && storedHeight / $0 >= least.height
                }
                ?? 1
        }
        return ((storedWidth + divisor - 1) / divisor, (storedHeight + divisor - 1) / divisor)
    }

    /// The fewest columns and rows that a JPEG is decoded to, as stored.
    func leastStored(_ leastWidth: Int?) -> (width: Int, height: Int)? {
        guard let leastWidth, leastWidth > 0 else { return nil }
        let wanted = min(width, leastWidth * 2)
        let other = max(1, wanted * height / width)
        return orientation.swapsAxes ? (other, wanted) : (wanted, other)
    }
}
