/// Rows of equal length, scored against a query by dot product.
struct VectorTable: Sendable {
    private(set) var values: [Float]
    let dimension: Int
    var count: Int { dimension == 0 ? 0 : values.count / dimension }

    init(count: Int, dimension: Int) {
        self.dimension = dimension
        values = [Float](repeating: 0, count: count * dimension)
    }

    /// Adds `weight * vector` to a row; a vector of another length changes nothing.
    mutating func add(_ vector: [Float], weight: Float, to row: Int) {
        guard vector.count == dimension else { return }
        let start = row * dimension
        for index in 0..<dimension { values[start + index] += weight * vector[index] }
    }

    /// A row.
    func row(_ row: Int) -> [Float] { Array(values[row * dimension..<(row + 1) * dimension]) }

    /// Scales every row to unit length; rows of zeros stay as they are.
    mutating func normalize() {
        for row in 0..<count {
            let range = row * dimension..<(row + 1) * dimension
            let length = Self.length(values[range])
            guard length > 1e-9 else { continue }
            for index in range { values[index] /= length }
        }
    }

    /// The dot product of every row with `query`.
    func scores(_ query: [Float]) -> [Float] {
        guard query.count == dimension else { return [Float](repeating: 0, count: count) }
        return values.withUnsafeBufferPointer { values in
            query.withUnsafeBufferPointer { query in
                (0..<count).map { row in
                    let start = row * dimension
                    var sum: Float = 0
                    for index in 0..<dimension { sum += values[start + index] * query[index] }
                    return sum
                }
            }
        }
    }

    /// `vector` minus `centre`, at unit length.
    static func centred(_ vector: [Float], _ centre: [Float]) -> [Float] {
        guard vector.count == centre.count else { return vector }
        let difference = zip(vector, centre).map { $0 - $1 }
        let length = length(difference[...])
        return length > 1e-9 ? difference.map { $0 / length } : difference
    }

    /// The mean of vectors of one length, or zeros if there are none.
    static func mean(_ vectors: [[Float]], dimension: Int) -> [Float] {
        var sum = [Double](repeating: 0, count: dimension)
        var count = 0.0
        for vector in vectors where vector.count == dimension {
            for index in 0..<dimension { sum[index] += Double(vector[index]) }
            count += 1
        }
        return sum.map { Float($0 / max(count, 1)) }
    }

    private static func length(_ vector: ArraySlice<Float>) -> Float {
        var sum: Float = 0
        for value in vector { sum += value * value }
        return sum.squareRoot()
    }
}
