import GRDB

extension ImageLibrary {
    /// BM25 of every picture that has at least one of the words, higher is better.
    func wordScores(_ words: [String]) throws -> [(id: String, score: Double)] {
        guard !words.isEmpty else { return [] }
        // Quoted, so that no word is read as an operator.
        let expression = Set(words).sorted().prefix(200)
            .map { "\"\($0.filter { $0 != "\"" })\"" }
            .joined(separator: " OR ")
        return try reading { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT id, bm25(picture_words, 0, 1.0, 1.0, 0.5) AS score
                    FROM picture_words WHERE picture_words MATCH ? ORDER BY id
                    """, arguments: [expression]
            ).map { ($0["id"], -($0["score"] as Double)) }
        }
    }
}
