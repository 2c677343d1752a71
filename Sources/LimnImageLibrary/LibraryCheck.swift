/// What a look through the library's index finds wanting.
public struct LibraryCheck: Equatable, Sendable, Encodable {
    /// Pictures that nobody is credited for.
    public let withoutCredit: [String]
    /// Pictures without terms of use.
    public let withoutLicence: [String]
    /// Files of the same content, in groups.
    public let duplicates: [[String]]
    /// Files of different content that look like copies of one another, in groups.
    public let lookalikes: [[String]]
    /// Pictures that no article uses.
    public let neverUsed: [String]

    private enum CodingKeys: String, CodingKey {
        case duplicates, lookalikes
        case withoutCredit = "without_credit"
        case withoutLicence = "without_licence"
        case neverUsed = "never_used"
    }

    /// Looks through records.
    /// - Parameters:
    ///   - used: the ids of the pictures that articles use
    ///   - nearDuplicates: which pictures look alike
    public init(
        _ records: [ImageRecord], used: Set<String>, nearDuplicates: NearDuplicates? = nil
    ) {
        withoutCredit = records.filter { ($0.credit ?? "").isEmpty }.map(\.id)
        withoutLicence = records.filter { ($0.licence ?? "").isEmpty }.map(\.id)
        neverUsed = records.map(\.id).filter { !used.contains($0) }
        var groups: [String: [String]] = [:]
        for record in records { groups[record.contentHash, default: []].append(record.id) }
        duplicates = groups.values.filter { $0.count > 1 }.map { $0.sorted() }
            .sorted { $0[0] < $1[0] }
        let same = Set(duplicates)
        lookalikes = nearDuplicates?.groups.filter { !same.contains($0) } ?? []
    }
}
