import LimnImages

/// A hash of what a picture looks like, which sizes, formats and slight edits hardly change.
///
/// Each bit says whether the picture gets darker from one cell of a 17 × 16 grid to the next
/// (a difference hash; Krawetz, “Kind of Like That”, 2013).
struct PictureHash: Equatable {
    /// 256 bits, a row of cells after the other.
    let words: [UInt64]

    /// Bits that two copies of one picture may differ in. Measured on 559 pictures: the nearest that
    /// show different things differ in 17 where their colours and proportions agree.
    static let tolerance = 12

    private static let columns = 16
    private static let rows = 16

    /// Hashes the small copy of a picture, laid on white.
    init(_ sample: PictureSample) {
        var words = [UInt64](repeating: 0, count: Self.columns * Self.rows / 64)
        let cells = Self.cells(of: sample)
        for row in 0..<Self.rows {
            for column in 0..<Self.columns {
                let place = row * (Self.columns + 1) + column
                let bit = row * Self.columns + column
                // Noise in flat areas says nothing.
                if cells[place] > cells[place + 1] + 2 { words[bit / 64] |= 1 << (bit % 64) }
            }
        }
        self.words = words
    }

    /// A hash as it was stored; `nil` for anything but 64 hexadecimal digits.
    init?(_ text: String) {
        let digits = Array(text)
        guard digits.count == 64 else { return nil }
        var words: [UInt64] = []
        for start in stride(from: 0, to: 64, by: 16) {
            guard let word = UInt64(String(digits[start..<start + 16]), radix: 16) else {
                return nil
            }
            words.append(word)
        }
        self.words = words
    }

    /// 64 hexadecimal digits.
    var text: String {
        words.map { word in
            let digits = String(word, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }

    /// The number of bits that differ.
    func distance(to other: PictureHash) -> Int {
        zip(words, other.words).reduce(0) { $0 + ($1.0 ^ $1.1).nonzeroBitCount }
    }

    /// Whether at most `tolerance` bits differ; most pictures differ in more within the first word.
    func isNear(_ other: PictureHash) -> Bool {
        var distance = 0
        for index in words.indices {
            distance += (words[index] ^ other.words[index]).nonzeroBitCount
            if distance > Self.tolerance { return false }
        }
        return true
    }

    /// Whether the hash has more ones than noise may set.
    var isTelling: Bool { words.reduce(0) { $0 + $1.nonzeroBitCount } >= 8 }

    /// The mean grey of each cell.
    private static func cells(of sample: PictureSample) -> [Double] {
        let columns = columns + 1
        var sums = [Double](repeating: 0, count: columns * rows)
        for row in 0..<rows {
            let top = row * sample.height / rows
            let bottom = max(top + 1, (row + 1) * sample.height / rows)
            for column in 0..<columns {
                let left = column * sample.width / columns
                let right = max(left + 1, (column + 1) * sample.width / columns)
                var sum = 0.0
                for y in top..<min(bottom, sample.height) {
                    for x in left..<min(right, sample.width) {
                        sum += sample.grey(y * sample.width + x)
                    }
                }
                sums[row * columns + column] = sum / Double((bottom - top) * (right - left))
            }
        }
        return sums
    }
}
