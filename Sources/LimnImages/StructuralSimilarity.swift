/// How alike two pictures look: the structural similarity index (Wang, Bovik, Sheikh, Simoncelli,
/// "Image Quality Assessment: From Error Visibility to Structural Similarity", 2004).
///
/// Brightness is compared in windows of 8 by 8 pixels, 4 pixels apart, and the mean is taken: 1 for
/// equal pictures. Windows are put together from sums over cells of 4 by 4, so that each pixel is
/// visited once.
public enum StructuralSimilarity {
    private static let cell = 4
    /// (0.01 · 255)² and (0.03 · 255)², as the paper has them.
    private static let brightness = 6.5025
    private static let contrast = 58.5225

    /// Sums over a cell: of each picture, of their squares, of their product.
    private struct Sums {
        var left = 0
        var right = 0
        var leftSquares = 0
        var rightSquares = 0
        var products = 0

        static func + (one: Sums, other: Sums) -> Sums {
            Sums(
                left: one.left + other.left, right: one.right + other.right,
                leftSquares: one.leftSquares + other.leftSquares,
                rightSquares: one.rightSquares + other.rightSquares,
                products: one.products + other.products)
        }

        /// The index of a window of `count` pixels.
        func similarity(count: Int) -> Double {
            let n = Double(count)
            let meanLeft = Double(left) / n
            let meanRight = Double(right) / n
            let varianceLeft = Double(leftSquares) / n - meanLeft * meanLeft
            let varianceRight = Double(rightSquares) / n - meanRight * meanRight
            let covariance = Double(products) / n - meanLeft * meanRight
            return (2 * meanLeft * meanRight + brightness) * (2 * covariance + contrast)
                / ((meanLeft * meanLeft + meanRight * meanRight + brightness)
                    * (varianceLeft + varianceRight + contrast))
        }
    }

    /// The mean index of two pictures of the same size; `nil` where their sizes differ. Transparent
    /// parts are laid on white.
    public static func mean(_ left: Bitmap, _ right: Bitmap) -> Double? {
        guard left.width == right.width, left.height == right.height else { return nil }
        let one = left.flattened()
        let other = right.flattened()
        let columns = one.width / cell
        let rows = one.height / cell
        guard columns >= 2, rows >= 2 else {
            let all = sums(one, other, x: 0, y: 0, width: one.width, height: one.height)
            return all.similarity(count: one.width * one.height)
        }
        var above: [Sums] = []
        var total = 0.0
        for row in 0..<rows {
            let line = (0..<columns).map {
                sums(one, other, x: $0 * cell, y: row * cell, width: cell, height: cell)
            }
            if row > 0 {
                for column in 1..<columns {
                    let window = above[column - 1] + above[column] + line[column - 1] + line[column]
                    total += window.similarity(count: 4 * cell * cell)
                }
            }
            above = line
        }
        return total / Double((rows - 1) * (columns - 1))
    }

    private static func sums(
        _ left: Bitmap, _ right: Bitmap, x: Int, y: Int, width: Int, height: Int
    ) -> Sums {
        var sums = Sums()
        left.bytes.withUnsafeBufferPointer { one in
            right.bytes.withUnsafeBufferPointer { other in
                for row in y..<(y + height) {
                    var index = (row * left.width + x) * 3
                    for _ in 0..<width {
                        let a = luma(one, index)
                        let b = luma(other, index)
                        sums.left += a
                        sums.right += b
                        sums.leftSquares += a * a
                        sums.rightSquares += b * b
                        sums.products += a * b
                        index += 3
                    }
                }
            }
        }
        return sums
    }

    /// Brightness in 0...255 (ITU-R BT.601).
    private static func luma(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int) -> Int {
        (77 * Int(bytes[index]) + 150 * Int(bytes[index + 1]) + 29 * Int(bytes[index + 2]) + 128)
            >> 8
    }
}
