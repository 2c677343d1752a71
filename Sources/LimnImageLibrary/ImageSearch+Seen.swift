extension ImageSearch {
    /// Classes that are less likely are noise.
    private static let leastShare: Float = 0.05
    /// A picture shows one thing, rarely two.
    private static let mostClasses = 3

    /// What a model sees in a picture, in a few words each, the likeliest first; nothing where none
    /// looked, or where it compares pictures with texts instead.
    ///
    /// - Parameter language: that of the words; English for all but Chinese.
    /// - Throws: `LibraryError` if the index cannot be read.
    public func seen(in record: ImageRecord, language: String) throws -> [String] {
        guard let looker = helpers.looker, let texts = helpers.classes, tables.classes != nil
        else { return [] }
        let isChinese = language == "zh" && !texts.chinese.isEmpty
        let names = isChinese ? texts.chinese : texts.english.first ?? []
        return try library.classes(of: record.contentHash, seenBy: looker.modelHash).prefix(
            Self.mostClasses
        )
        .filter { $0.share >= Self.leastShare && names.indices.contains($0.index) }
        .map { names[$0.index] }
    }
}
