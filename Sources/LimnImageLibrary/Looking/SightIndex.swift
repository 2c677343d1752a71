/// The pictures as vectors of a model that reads texts too, for comparing them with texts directly.
struct SightIndex: Sendable {
    private let table: CompactVectors
    private let looker: any PictureTextLooker

    /// The table of a file; `nil` where it has none.
    init?(_ file: VectorFile, looker: any PictureTextLooker) {
        guard let table = file.tables["sights"] else { return nil }
        self.table = table
        self.looker = looker
    }

    /// Puts the table into a file.
    func add(to file: inout VectorFile) { file.tables["sights"] = table }

    init(records: [ImageRecord], library: ImageLibrary, looker: any PictureTextLooker) throws {
        self.looker = looker
        // The length of the vectors is the model's; any text tells it.
        table = try library.sights(
            of: records.map(\.contentHash), seenBy: looker.modelHash,
            dimension: looker.vector(of: "a").count)
    }

    /// How near every picture is to a text.
    ///
    /// - Parameter gloss: the text in English words where it is not English; may be empty.
    func scores(_ text: String, gloss: String) throws -> [Double] {
        let read = looker.readsChinese || gloss.isEmpty ? text : gloss
        return table.scores(try looker.vector(of: read)).map(Double.init)
    }
}
