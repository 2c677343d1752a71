import Foundation
import GRDB

/// The tables of what was seen in pictures. A damaged entry counts as none.
extension ImageLibrary {
    /// Measures of another version are taken anew.
    private static let traitVersion = 1

    /// The measures of pictures, by the hash of their content.
    func traits() throws -> [String: PictureTraits] {
        try reading { database in
            var known: [String: PictureTraits] = [:]
            let rows = try Row.fetchCursor(
                database, sql: "SELECT * FROM trait WHERE version = ?",
                arguments: [Self.traitVersion])
            while let row = try rows.next() {
                let shares = (row["colours"] as String).split(separator: " ").compactMap {
                    Double($0)
                }
                guard let colours = ColourShares(shares: shares),
                    let hash = PictureHash(row["likeness"])
                else { continue }
                known[row["hash"]] = PictureTraits(
                    transparency: row["transparency"], drawn: row["drawn"], colours: colours,
                    sharpness: row["sharpness"], hash: hash)
            }
            return known
        }
    }

    /// The classes that a model saw in pictures, by the hash of their content.
    func classes(seenBy model: String) throws -> [String: [SeenClass]] {
        try reading { database in
            var known: [String: [SeenClass]] = [:]
            let rows = try Row.fetchCursor(
                database, sql: "SELECT hash, classes FROM look WHERE model = ?",
                arguments: [model])
            while let row = try rows.next() { known[row["hash"]] = Self.classes(row["classes"]) }
            return known
        }
    }

    /// The classes that a model saw in one picture; none if it did not look.
    func classes(of hash: String, seenBy model: String) throws -> [SeenClass] {
        try reading { database in
            let text = try String.fetchOne(
                database, sql: "SELECT classes FROM look WHERE model = ? AND hash = ?",
                arguments: [model, hash])
            return text.map(Self.classes) ?? []
        }
    }

    /// The hashes of the pictures whose traits are known.
    func measuredHashes() throws -> Set<String> {
        try reading { database in
            try String.fetchSet(
                database, sql: "SELECT hash FROM trait WHERE version = ?",
                arguments: [Self.traitVersion])
        }
    }

    /// The hashes of the pictures that a model looked at.
    func hashes(seenBy model: String) throws -> Set<String> {
        try reading { database in
            try String.fetchSet(
                database,
                sql:
                    "SELECT hash FROM look WHERE model = ? UNION SELECT hash FROM sight WHERE model = ?",
                arguments: [model, model])
        }
    }

    /// The vectors that a model gives pictures, a row for each hash; zeros where it saw none.
    ///
    /// - Parameter dimension: the length of the model's vectors.
    func sights(of hashes: [String], seenBy model: String, dimension: Int) throws -> CompactVectors
    {
        try reading { database in
            var rows = CompactVectors(dimension: dimension, capacity: hashes.count)
            let statement = try database.makeStatement(
                sql: "SELECT vector FROM sight WHERE model = ? AND hash = ?")
            for hash in hashes {
                let data = try Data.fetchOne(statement, arguments: [model, hash])
                rows.append(CaptionVectors.floats(data ?? Data()))
            }
            return rows
        }
    }

    /// Removes what other models saw.
    func forgetLooks(except model: String) throws {
        try writing { database in
            for table in ["look", "sight"] {
                try database.execute(
                    sql: "DELETE FROM \(table) WHERE model <> ?", arguments: [model])
            }
        }
    }

    /// Keeps what was seen in pictures, by the hash of their content, in one transaction.
    func store(_ looks: [String: LookStore.Fresh], seenBy model: String?) throws {
        guard !looks.isEmpty else { return }
        try writing { database in
            for (hash, look) in looks {
                let traits = look.traits
                let colours = traits.colours.shares.map { "\($0)" }.joined(separator: " ")
                try database.execute(
                    sql: "INSERT OR REPLACE INTO trait VALUES (?, ?, ?, ?, ?, ?, ?)",
                    arguments: [
                        hash, Self.traitVersion, traits.transparency, traits.drawn, colours,
                        traits.sharpness, traits.hash.text,
                    ])
                guard let model else { continue }
                switch look.sight {
                case .classes(let classes):
                    let text = classes.map { "\($0.index):\($0.share)" }.joined(separator: " ")
                    try database.execute(
                        sql: "INSERT OR REPLACE INTO look VALUES (?, ?, ?)",
                        arguments: [model, hash, text])
                case .vector(let vector):
                    try database.execute(
                        sql: "INSERT OR REPLACE INTO sight VALUES (?, ?, ?)",
                        arguments: [model, hash, vector.withUnsafeBytes { Data($0) }])
                case nil: break
                }
            }
        }
    }

    private static func classes(_ text: String) -> [SeenClass] {
        text.split(separator: " ").compactMap { part in
            let fields = part.split(separator: ":")
            guard fields.count == 2, let index = Int(fields[0]), let share = Float(fields[1]),
                index >= 0
            else { return nil }
            return SeenClass(index: index, share: share)
        }
    }
}
