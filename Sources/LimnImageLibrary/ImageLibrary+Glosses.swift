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
    /// - Throws: `LibraryError` if the index cannot be used.
    func updateGlosses(from dictionary: WordNet) throws {
        let source = "\(Self.glossVersion) \(dictionary.size)"
        let isOther = try reading { database in
            try Bool.fetchOne(
                database, sql: "SELECT EXISTS (SELECT * FROM gloss WHERE source <> ?)",
                arguments: [source]) ?? false
        }
        if isOther {
            try writing { database in
                try database.execute(sql: "DELETE FROM gloss; DELETE FROM gloss_words")
            }
        }
        var last: Int64 = 0
        while true {
            let rows = try reading { database in
                try Row.fetchAll(
                    database,
                    sql: """
                        SELECT picture.number, record FROM picture LEFT JOIN gloss USING (number)
                        WHERE gloss.number IS NULL AND picture.number > ?
                        ORDER BY picture.number LIMIT ?
                        """, arguments: [last, Self.glossBatch]
                ).map { ($0["number"] as Int64, $0["record"] as String) }
            }
            guard let end = rows.last?.0 else { return }
            last = end
            let glosses = rows.compactMap { number, json in
                decode(json).map { (number, $0.id, Gloss(of: $0, in: dictionary)) }
            }
            try writing { database in
                for (number, id, gloss) in glosses {
                    try database.execute(
                        sql: "INSERT INTO gloss VALUES (?, ?, ?)",
                        arguments: [number, source, gloss.definition])
                    guard !gloss.words.isEmpty else { continue }
                    try database.execute(
                        sql: "INSERT INTO gloss_words (rowid, id, gloss) VALUES (?, ?, ?)",
                        arguments: [number, id, SearchWords.indexed([gloss.words])])
                }
            }
        }
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
