/// The points of an article, or of several: text of 20, images of 15, preference of 5, and the average
/// of all dimensions, of 5.
public struct ArticleScores: Sendable, Hashable, Encodable {
    /// The mean points of each dimension that was judged, from 1 to 5.
    public let dimensions: [JudgedDimension: Double]
    /// The share of dimensions in which all judgements gave the same level, from 0 to 1; `nil` where
    /// each was judged once only.
    public let agreement: Double?

    /// The scores of one article.
    public init(_ levels: [JudgedDimension: [JudgedLevel]]) {
        dimensions = levels.filter { !$0.value.isEmpty }
            .mapValues { Self.mean($0.map { Double($0.rawValue) }) }
        let several = levels.values.filter { $0.count > 1 }
        agreement =
            several.isEmpty
            ? nil : Double(several.count { Set($0).count == 1 }) / Double(several.count)
    }

    /// The mean over articles: each counts the same in every dimension that it was judged by.
    public init(meanOf articles: [ArticleScores]) {
        var means: [JudgedDimension: Double] = [:]
        for dimension in JudgedDimension.allCases {
            let values = articles.compactMap { $0.dimensions[dimension] }
            if !values.isEmpty { means[dimension] = Self.mean(values) }
        }
        dimensions = means
        let agreements = articles.compactMap(\.agreement)
        agreement = agreements.isEmpty ? nil : Self.mean(agreements)
    }

    /// The sum of a group's dimensions; `nil` unless all of them were judged.
    public func sum(of group: JudgedDimension.Group) -> Double? {
        let members = JudgedDimension.allCases.filter { $0.group == group }
        let values = members.compactMap { dimensions[$0] }
        return values.count == members.count ? values.reduce(0, +) : nil
    }

    /// The mean of the dimensions that were judged, from 1 to 5; `nil` where none was.
    public var average: Double? {
        dimensions.isEmpty ? nil : Self.mean(JudgedDimension.allCases.compactMap { dimensions[$0] })
    }

    private enum CodingKeys: String, CodingKey {
        case dimensions, text, image, preference, average, agreement
    }

    /// The dimensions and sums, rounded to thousandths; what was not judged is `null`.
    public func encode(to encoder: any Encoder) throws {
        func rounded(_ value: Double) -> Double { (value * 1_000).rounded() / 1_000 }
        var values = encoder.container(keyedBy: CodingKeys.self)
        let all = JudgedDimension.allCases.map { ($0, dimensions[$0].map(rounded)) }
        try values.encode(Dictionary(uniqueKeysWithValues: all), forKey: .dimensions)
        try values.encode(sum(of: .text).map(rounded), forKey: .text)
        try values.encode(sum(of: .image).map(rounded), forKey: .image)
        try values.encode(sum(of: .preference).map(rounded), forKey: .preference)
        try values.encode(average.map(rounded), forKey: .average)
        try values.encode(agreement.map(rounded), forKey: .agreement)
    }

    private static func mean(_ values: [Double]) -> Double {
        values.reduce(0, +) / Double(values.count)
    }
}
