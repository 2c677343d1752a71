import Foundation
import GRDB
import LimnImages

/// What was seen in the library's pictures, each looked at once and kept in the index by the hash
/// of its content.
struct LookStore {
    /// What is kept of one picture.
    struct Look {
        let classes: [SeenClass]
        let traits: PictureTraits
    }

    let library: ImageLibrary
    let looker: any PictureLooker

    /// The looks of pictures, in order; `nil` for those that cannot be decoded.
    ///
    /// Pictures are decoded one at a time and no larger than needed, so memory does not grow with
    /// the library; what was seen is stored after every few, so an interruption loses little.
    /// - Parameter progress: called with the number of pictures looked at and their total.
    func looks(
        of records: [ImageRecord], progress: (Int, Int) -> Void = { _, _ in }
    ) throws -> [Look?] {
        var known = try stored()
        var missing = records.filter { known[$0.contentHash] == nil }
        var seen: Set<String> = []
        missing.removeAll { !seen.insert($0.contentHash).inserted }
        var fresh: [(String, Look)] = []
        let decoder = ImageDecoder()
        for (done, record) in missing.enumerated() {
            if let picture = try? decoder.decode(URL(filePath: record.path), leastWidth: 224) {
                let look = Look(
                    classes: try looker.look(at: picture.bitmap),
                    traits: PictureTraits(picture.bitmap))
                known[record.contentHash] = look
                fresh.append((record.contentHash, look))
            }
            if fresh.count == 16 || done == missing.count - 1 {
                try store(fresh)
                fresh = []
            }
            progress(done + 1, missing.count)
        }
        return records.map { known[$0.contentHash] }
    }

    private func stored() throws -> [String: Look] {
        try library.reading { database in
            var known: [String: Look] = [:]
            let rows = try Row.fetchCursor(
                database,
                sql: "SELECT hash, classes, transparency, drawn FROM look WHERE model = ?",
                arguments: [looker.modelHash])
            while let row = try rows.next() {
                known[row["hash"]] = Look(
                    classes: Self.classes(row["classes"]),
                    traits: PictureTraits(
                        transparency: row["transparency"], drawn: row["drawn"]))
            }
            return known
        }
    }

    private func store(_ looks: [(String, Look)]) throws {
        guard !looks.isEmpty else { return }
        try library.writing { database in
            try database.execute(
                sql: "DELETE FROM look WHERE model <> ?", arguments: [looker.modelHash])
            for (hash, look) in looks {
                let text = look.classes.map { "\($0.index):\($0.share)" }.joined(separator: " ")
                try database.execute(
                    sql: "INSERT OR REPLACE INTO look VALUES (?, ?, ?, ?, ?)",
                    arguments: [
                        looker.modelHash, hash, text, look.traits.transparency,
                        look.traits.drawn,
                    ])
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
