/// Whole numbers between two bounds, digit by digit.
extension JSONPattern {
    /// Digits of the largest number without a bound.
    private static let longest = 15

    /// The expression of all whole numbers from `low` through `high`; `nil` where there are none.
    ///
    /// - Parameters:
    ///   - low: The least; no bound but the digits of a double where `nil`.
    ///   - high: The greatest.
    static func integers(from low: Int?, through high: Int?) -> RegularExpression? {
        let end = Int(String(repeating: "9", count: longest)) ?? .max
        let (low, high) = (max(low ?? -end, -end), min(high ?? end, end))
        guard low <= high else { return nil }
        var ways: [RegularExpression] = []
        if low < 0 {
            ways.append(
                .sequence([.literal("-"), naturals(from: max(1, -min(high, -1)), through: -low)]))
        }
        if high >= 0 { ways.append(naturals(from: max(low, 0), through: high)) }
        return .alternatives(ways)
    }

    /// Numbers of 0 or more, length after length.
    private static func naturals(from low: Int, through high: Int) -> RegularExpression {
        var ways: [RegularExpression] = []
        var length = digits(of: low).count
        while length <= digits(of: high).count {
            let least = length == 1 ? 0 : power(length - 1)
            let start = digits(of: max(low, least))
            let end = digits(of: min(high, power(length) - 1))
            ways.append(alike(start[...], end[...]))
            length += 1
        }
        return .alternatives(ways)
    }

    /// Numbers of equally many digits between two.
    private static func alike(_ low: ArraySlice<Int>, _ high: ArraySlice<Int>) -> RegularExpression
    {
        guard let first = low.first, let last = high.first else { return .sequence([]) }
        let (lowRest, highRest) = (low.dropFirst(), high.dropFirst())
        if first == last { return .sequence([digit(first, first), alike(lowRest, highRest)]) }
        let nines = ArraySlice(highRest.map { _ in 9 })
        let zeros = ArraySlice(lowRest.map { _ in 0 })
        var ways: [RegularExpression] = []
        var (from, through) = (first, last)
        if lowRest.contains(where: { $0 != 0 }) {
            ways.append(.sequence([digit(first, first), alike(lowRest, nines)]))
            from += 1
        }
        if highRest.contains(where: { $0 != 9 }) {
            ways.append(.sequence([digit(last, last), alike(zeros, highRest)]))
            through -= 1
        }
        if from <= through {
            let rest = RegularExpression.repetition(
                .scalar(.digits), minimum: lowRest.count, maximum: lowRest.count)
            ways.append(.sequence([digit(from, through), rest]))
        }
        return .alternatives(ways)
    }

    private static func digit(_ low: Int, _ high: Int) -> RegularExpression {
        .scalar(ScalarSet([UInt32(0x30 + low)...UInt32(0x30 + high)]))
    }

    private static func digits(of number: Int) -> [Int] {
        String(number).compactMap(\.wholeNumberValue)
    }

    private static func power(_ exponent: Int) -> Int {
        (0..<exponent).reduce(1) { sum, _ in sum * 10 }
    }
}
