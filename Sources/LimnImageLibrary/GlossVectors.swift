/// The definitions as vectors, centred on their mean.
struct GlossVectors: Sendable {
    let table: CompactVectors

    /// The table of a file; `nil` where it has none.
    init?(_ file: VectorFile) {
        guard let table = file.tables["glosses"] else { return nil }
        self.table = table
    }

    /// Puts the table into a file.
    func add(to file: inout VectorFile) { file.tables["glosses"] = table }

    init(definitions: [String], vectors: CaptionVectors) throws {
        let texts = Set(definitions.filter { !$0.isEmpty }).sorted()
        try vectors.embed(texts, as: .passage)
        let centre = try vectors.mean(of: texts)
        table = try vectors.reading(.passage) { vector in
            var table = CompactVectors(dimension: centre.count, capacity: definitions.count)
            for text in definitions {
                table.append(text.isEmpty ? [] : VectorMath.centred(try vector(text), centre))
            }
            return table
        }
    }
}
