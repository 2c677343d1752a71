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

    /// Keeps what was seen in pictures, by the hash of their content, in one transaction.
    func store(_ looks: [String: LookStore.Look], seenBy model: String?) throws {
        guard !looks.isEmpty else { return }
        try writing { database in
            if let model {
                try database.execute(
                    sql: "DELETE FROM look WHERE model <> ?", arguments: [model])
            }
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
                let text = look.classes.map { "\($0.index):\($0.share)" }.joined(separator: " ")
                try database.execute(
                    sql: "INSERT OR REPLACE INTO look VALUES (?, ?, ?)",
                    arguments: [model, hash, text])
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
