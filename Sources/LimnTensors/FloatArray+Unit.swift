extension [Float] {
    /// The vector of length 1 in the same direction; zeros where there is no direction.
    public var unitVector: [Float] {
        let squares = reduce(0.0) { $0 + Double($1) * Double($1) }
        guard squares > 1e-24, squares.isFinite else {
            return Array(repeating: 0, count: count)
        }
        let factor = 1 / squares.squareRoot()
        return map { Float(Double($0) * factor) }
    }
}
