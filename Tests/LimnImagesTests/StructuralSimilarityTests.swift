import Testing

@testable import LimnImages

@Suite("Measured error")
struct StructuralSimilarityTests {
    private func picture(_ width: Int, _ height: Int, _ value: (Int, Int, Int) -> Int) -> Bitmap? {
        var bytes: [UInt8] = []
        for row in 0..<height {
            for column in 0..<width {
                for channel in 0..<3 {
                    bytes.append(UInt8(min(max(value(column, row, channel), 0), 255)))
                }
            }
        }
        return Bitmap(width: width, height: height, layout: .rgb, bytes: bytes)
    }

    /// The definition, window by window, in floating point.
    private func reference(_ left: Bitmap, _ right: Bitmap) -> Double {
        func luma(_ bitmap: Bitmap, _ x: Int, _ y: Int) -> Double {
            let index = (y * bitmap.width + x) * 3
            let pixel = bitmap.bytes[index..<(index + 3)].map { Int($0) }
            return Double((77 * pixel[0] + 150 * pixel[1] + 29 * pixel[2] + 128) / 256)
        }
        var total = 0.0
        var windows = 0.0
        for y in stride(from: 0, through: left.height / 4 * 4 - 8, by: 4) {
            for x in stride(from: 0, through: left.width / 4 * 4 - 8, by: 4) {
                var a: [Double] = []
                var b: [Double] = []
                for row in y..<(y + 8) {
                    for column in x..<(x + 8) {
                        a.append(luma(left, column, row))
                        b.append(luma(right, column, row))
                    }
                }
                let meanA = a.reduce(0, +) / 64
                let meanB = b.reduce(0, +) / 64
                let varianceA = a.map { ($0 - meanA) * ($0 - meanA) }.reduce(0, +) / 64
                let varianceB = b.map { ($0 - meanB) * ($0 - meanB) }.reduce(0, +) / 64
                let covariance = zip(a, b).map { ($0 - meanA) * ($1 - meanB) }.reduce(0, +) / 64
                total +=
                    (2 * meanA * meanB + 6.5025) * (2 * covariance + 58.5225)
                    / ((meanA * meanA + meanB * meanB + 6.5025)
                        * (varianceA + varianceB + 58.5225))
                windows += 1
            }
        }
        return total / windows
    }

    @Test("agrees with the definition")
    func definition() throws {
        let left = try #require(picture(45, 30) { $0 * 5 + $1 * 3 + $2 * 20 })
        let right = try #require(
            picture(45, 30) { $0 * 5 + $1 * 3 + $2 * 20 + ($0 * 31 + $1 * 17) % 23 - 11 })
        let mean = try #require(StructuralSimilarity.mean(left, right))
        #expect(abs(mean - reference(left, right)) < 1e-9)
        #expect(mean < 0.99 && mean > 0.3)
        #expect(StructuralSimilarity.mean(left, left) == 1)
    }

    @Test("pictures of other sizes cannot be compared, tiny ones can")
    func sizes() throws {
        let small = try #require(picture(3, 2) { column, _, _ in column * 40 })
        let large = try #require(picture(9, 9) { column, _, _ in column * 20 })
        #expect(StructuralSimilarity.mean(small, large) == nil)
        #expect(StructuralSimilarity.mean(small, small) == 1)
    }

    @Test("detail asks for a higher quality than a smooth slope, in both formats")
    func search() throws {
        let smooth = try #require(picture(96, 64) { column, row, _ in column + row })
        let detail = try #require(
            picture(96, 64) { column, row, channel in
                90 + (column * 7_919 + row * 104_729 + channel * 31) % 97
            })
        for format in [ImageFormat.jpeg, .webp] {
            let search = QualitySearch(leastSimilarity: 0.98)
            let low = try search.quality(of: smooth, as: format)
            let high = try search.quality(of: detail, as: format)
            #expect(low < high, "\(format)")
            #expect(
                try low == 62
                    || search.similarity(of: smooth, as: format, quality: low) >= 0.98)
            #expect(try QualitySearch(leastSimilarity: 0).quality(of: detail, as: format) == 62)
        }
    }

    @Test("a canvas holds a picture in its middle, and cuts what is too large")
    func canvas() throws {
        let dot = try #require(picture(2, 1) { _, _, _ in 200 })
        let canvas = dot.centred(onWidth: 4, height: 3, background: (1, 2, 3))
        #expect(Array(canvas.bytes[12..<24]) == [1, 2, 3, 200, 200, 200, 200, 200, 200, 1, 2, 3])
        let cut = dot.centred(onWidth: 1, height: 1, background: (0, 0, 0))
        #expect(cut.width == 1 && cut.bytes == [200, 200, 200])
        #expect(dot.meanColour == (200, 200, 200))
    }
}
