import GRDB

extension ImageLibrary {
    /// BM25 of every picture that has at least one of the words, higher is better.
    func wordScores(_ words: [String]) throws -> [(id: String, score: Double)] {
        try scores(of: words, in: "picture_words", weights: "0, 1.0, 1.0, 0.5")
    }

    /// The same over the glosses that ``indexGlosses(_:)`` took.
    func glossScores(_ words: [String]) throws -> [(id: String, score: Double)] {
        try scores(of: words, in: "picture_glosses", weights: "0, 1.0")
    }

    /// Makes texts about pictures searchable by words, for as long as the index is open.
    func indexGlosses(_ glosses: [(id: String, text: String)]) throws {
        try writing { database in
            try database.execute(sql: "DROP TABLE IF EXISTS temp.picture_glosses")
            try database.execute(
                sql: """
                    CREATE VIRTUAL TABLE temp.picture_glosses USING fts5(
                        id UNINDEXED, gloss, tokenize = 'porter unicode61 remove_diacritics 2')
                    """)
            for (id, text) in glosses where !text.isEmpty {
                try database.execute(
                    sql: "INSERT INTO temp.picture_glosses VALUES (?, ?)",
                    arguments: [id, SearchWords.indexed([text])])
            }
        }
    }

    private func scores(
        of words: [String], in table: String, weights: String
    ) throws -> [(id: String, score: Double)] {
        guard !words.isEmpty else { return [] }
        // Quoted, so that no word is read as an operator.
        let expression = Set(words).sorted().prefix(200)
            .map { "\"\($0.filter { $0 != "\"" })\"" }
            .joined(separator: " OR ")
        return try reading { database in
            try Row.fetchAll(
                database,
                sql: """
                    SELECT id, bm25(\(table), \(weights)) AS score
                    FROM \(table) WHERE \(table) MATCH ? ORDER BY id
                    """, arguments: [expression]
            ).map { ($0["id"], -($0["score"] as Double)) }
        }
    }
}
