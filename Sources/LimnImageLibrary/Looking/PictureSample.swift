import LimnImages

/// A small copy of a picture on white, and which of its pixels are opaque: what the measures of its
/// pixels are taken from.
struct PictureSample {
    let width: Int
    let height: Int
    /// Red, green and blue of each pixel, rows from the top.
    let pixels: [UInt8]
    /// Whether the picture has something at a pixel; everywhere if it has nothing anywhere.
    let isSeen: [Bool]
    /// The share of transparent pixels.
    let transparency: Double
    /// The shorter side of the picture that was sampled.
    let shorterSide: Int

    /// Shrinks a picture to at most `side` pixels a side.
    init(_ bitmap: Bitmap, side: Int = 256, shorterSide: Int? = nil) {
        let scale = min(1, Double(side) / Double(max(bitmap.width, bitmap.height)))
        width = max(1, Int((Double(bitmap.width) * scale).rounded()))
        height = max(1, Int((Double(bitmap.height) * scale).rounded()))
        let opaque = Self.mask(of: bitmap, width: width, height: height)
        pixels = bitmap.resizedBicubic(width: width, height: height).bytes
        let seen = opaque.count(where: { $0 })
        isSeen = seen > 0 ? opaque : [Bool](repeating: true, count: opaque.count)
        transparency = 1 - Double(seen) / Double(max(1, opaque.count))
        self.shorterSide = shorterSide ?? min(bitmap.width, bitmap.height)
    }

    /// How many pixels are seen, at least one.
    var seenCount: Double { Double(max(1, isSeen.count(where: { $0 }))) }

    /// The mean of a pixel's channels, from 0 to 255.
    func grey(_ index: Int) -> Double {
        Double(Int(pixels[index * 3]) + Int(pixels[index * 3 + 1]) + Int(pixels[index * 3 + 2])) / 3
    }

    /// Which pixels of the small copy are opaque.
    private static func mask(of bitmap: Bitmap, width: Int, height: Int) -> [Bool] {
        guard bitmap.layout == .rgba else { return [Bool](repeating: true, count: width * height) }
        return (0..<width * height).map { index in
            let x = min(bitmap.width - 1, (index % width * 2 + 1) * bitmap.width / (width * 2))
            let y = min(bitmap.height - 1, (index / width * 2 + 1) * bitmap.height / (height * 2))
            return bitmap.bytes[(y * bitmap.width + x) * 4 + 3] >= 128
        }
    }
}

extension PictureSample {
    /// The variance of the Laplacian of the grey values, in squared steps of 255: a blurred picture
    /// has little (Pech-Pacheco and others, 2000).
    var sharpness: Double {
        var (count, sum, squares) = (0.0, 0.0, 0.0)
        for y in stride(from: 1, to: height - 1, by: 1) {
            for x in stride(from: 1, to: width - 1, by: 1) {
                let here = y * width + x
                let around = [here - 1, here + 1, here - width, here + width]
                // The outline of a cut-out is sharp whatever it shows.
                guard isSeen[here], around.allSatisfy({ isSeen[$0] }) else { continue }
                let value = around.reduce(-4 * grey(here)) { $0 + grey($1) }
                count += 1
                sum += value
                squares += value * value
            }
        }
        guard count > 0 else { return 0 }
        return squares / count - sum / count * (sum / count)
    }
}
