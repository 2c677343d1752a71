/// What is done to vectors of floats before they are compared.
enum VectorMath {
    /// Adds `weight * vector` to a sum; a vector of another length changes nothing.
    static func add(_ vector: [Float], weight: Float, to sum: inout [Float]) {
        guard vector.count == sum.count else { return }
        for index in sum.indices { sum[index] += weight * vector[index] }
    }

    /// The vector at unit length; zeros stay as they are.
    static func unit(_ vector: [Float]) -> [Float] {
        let length = length(vector)
        return length > 1e-9 ? vector.map { $0 / length } : vector
    }

    /// `vector` minus `centre`, at unit length.
    static func centred(_ vector: [Float], _ centre: [Float]) -> [Float] {
        guard vector.count == centre.count else { return vector }
        return unit(zip(vector, centre).map { $0 - $1 })
    }

    /// The mean of vectors of one length, or zeros if there are none.
    static func mean(_ vectors: some Sequence<[Float]>, dimension: Int) -> [Float] {
        var sum = [Double](repeating: 0, count: dimension)
        var count = 0.0
        for vector in vectors where vector.count == dimension {
            for index in 0..<dimension { sum[index] += Double(vector[index]) }
            count += 1
        }
        return sum.map { Float($0 / max(count, 1)) }
    }

    private static func length(_ vector: [Float]) -> Float {
        var sum: Float = 0
        for value in vector { sum += value * value }
        return sum.squareRoot()
    }
}

extension CaptionVectors {
    /// The mean of the passages' vectors, one after the other.
    func mean(of texts: [String]) throws -> [Float] {
        try reading(.passage) { vector in
            var sum: [Double] = []
            var count = 0.0
            for text in texts {
                let next = try vector(text)
                if sum.isEmpty { sum = [Double](repeating: 0, count: next.count) }
                guard next.count == sum.count, !next.isEmpty else { continue }
                for index in sum.indices { sum[index] += Double(next[index]) }
                count += 1
            }
            return sum.map { Float($0 / max(count, 1)) }
        }
    }
}
