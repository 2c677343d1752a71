import Foundation
import GRDB

/// What a dictionary says of the pictures, kept beside their words.
extension ImageLibrary {
    /// How glosses are made; those of another version are made anew.
    private static let glossVersion = 1
    /// Pictures whose glosses are stored in one transaction.
    private static let glossBatch = 512

    /// Looks up what the pictures show that have no gloss yet.
    ///
    /// - Parameter progress: called with the number of pictures looked up and their total.
    /// - Throws: `LibraryError` if the index cannot be used.
    func updateGlosses(
        from dictionary: WordNet, progress: (Int, Int) -> Void = { _, _ in }
    ) throws {
        let source = "\(Self.glossVersion) \(dictionary.size)"
        guard try reading({ try Self.lacksGlosses($0, of: source) }) else { return }
        try writing { database in
            let others = try Int.fetchOne(
                database, sql: "SELECT count(*) FROM gloss WHERE source <> ?",
                arguments: [source])
            guard others != 0 else { return }
            try database.execute(sql: "DELETE FROM gloss; DELETE FROM gloss_words")
        }
        let total = try count
        var done = 0
        var last: Int64? = 0
        while let start = last {
            // One transaction: another process may be changing pictures, or doing the same.
            try writing { last = try addGlosses(after: start, dictionary, source, in: $0) }
            done = min(done + Self.glossBatch, total)
            progress(done, total)
        }
    }

    private static func lacksGlosses(_ database: Database, of source: String) throws -> Bool {
        try Bool.fetchOne(
            database,
            sql: """
                SELECT EXISTS (SELECT * FROM gloss WHERE source <> ?) OR EXISTS (
                    SELECT * FROM picture LEFT JOIN gloss USING (number)
                    WHERE gloss.number IS NULL)
                """, arguments: [source]) ?? false
    }

    /// Adds a batch of glosses, by the pictures' numbers.
    /// - Returns: the last number looked at; `nil` at the end.
    private func addGlosses(
        after start: Int64, _ dictionary: WordNet, _ source: String, in database: Database
    ) throws -> Int64? {
        let rows = try Row.fetchAll(
            database,
            sql: """
                SELECT picture.number, record FROM picture LEFT JOIN gloss USING (number)
                WHERE gloss.number IS NULL AND picture.number > ?
                ORDER BY picture.number LIMIT ?
                """, arguments: [start, Self.glossBatch])
        for row in rows {
            let number: Int64 = row["number"]
            let record = decode(row["record"])
            let gloss = record.map { Gloss(of: $0, in: dictionary) }
            try database.execute(
                sql: "INSERT INTO gloss VALUES (?, ?, ?)",
                arguments: [number, source, gloss?.definition ?? ""])
            guard let record, let gloss, !gloss.words.isEmpty else { continue }
            try database.execute(
                sql: "INSERT INTO gloss_words (rowid, id, gloss) VALUES (?, ?, ?)",
                arguments: [number, record.id, SearchWords.indexed([gloss.words])])
        }
        return rows.last?["number"]
    }

    /// The definitions of what pictures show, in order; empty where there is none.
    func definitions(of records: [ImageRecord]) throws -> [String] {
        try reading { database in
            let statement = try database.makeStatement(
                sql: "SELECT definition FROM picture JOIN gloss USING (number) WHERE id = ?")
            return try records.map {
                try String.fetchOne(statement, arguments: [$0.id]) ?? ""
            }
        }
    }
}
