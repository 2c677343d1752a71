/// A name of what a picture may show.
public struct PictureName: Hashable, Sendable {
    /// In a few words.
    public let name: String
    /// How sure it is that the picture shows it, above 0 and at most 1.
    public let share: Double

    /// A name that is as sure as that.
    public init(_ name: String, share: Double = 1) {
        self.name = name
        self.share = share
    }
}

extension ImageSearch {
    /// Classes that are less likely are noise.
    private static let leastShare: Float = 0.05
    /// A picture shows one thing, rarely two.
    private static let mostClasses = 3

    /// The names of what a picture shows: those that people gave it, or where there are none, those
    /// of the classes seen in its pixels.
    ///
    /// - Parameter language: that of the classes' names; English for all but Chinese.
    /// - Throws: `LibraryError` if the index cannot be read.
    public func names(
        of record: ImageRecord, in language: String = "en"
    ) throws -> [PictureName] {
        let given = record.names.map { PictureName($0) }
        guard given.isEmpty, let looker = helpers.looker, let texts = helpers.classes,
            tables.classes != nil
        else { return given }
        let seen = try LookStore(library: library, looker: looker).classes(of: [record])
        let isChinese = language == "zh" && !texts.chinese.isEmpty
        let names = isChinese ? texts.chinese : texts.english.first ?? []
        return (seen.first ?? []).prefix(Self.mostClasses)
            .filter { $0.share >= Self.leastShare && names.indices.contains($0.index) }
            .map { PictureName(names[$0.index], share: Double($0.share)) }
    }
}
