import Foundation
import GRDB

/// Vectors of texts, each computed once and kept in the library's index.
struct CaptionVectors {
    enum Role: String {
        case passage, query
    }

    let library: ImageLibrary
    let embedder: any CaptionEmbedder

    /// The vectors of texts, in order.
    ///
    /// - Parameter progress: called with the number of texts done and their total.
    func vectors(
        of texts: [String], as role: Role, progress: (Int, Int) -> Void = { _, _ in }
    ) throws -> [[Float]] {
        try embed(texts, as: role, progress: progress)
        return try reading(role) { vector in try texts.map(vector) }
    }

    /// Computes the vectors of the texts that have none yet.
    ///
    /// They are stored in batches, so an interruption loses little, and are not kept in memory.
    /// - Parameter progress: called with the number of texts done and their total.
    func embed(
        _ texts: some Sequence<String>, as role: Role,
        progress: (Int, Int) -> Void = { _, _ in }
    ) throws {
        var seen: Set<String> = []
        var missing: [String] = []
        var total = 0
        try library.reading { database in
            let statement = try database.makeStatement(
                sql: "SELECT 1 FROM vector WHERE model = ? AND role = ? AND text = ?")
            for text in texts {
                total += 1
                guard seen.insert(text).inserted else { continue }
                let isKnown = try Bool.fetchOne(
                    statement, arguments: [embedder.modelHash, role.rawValue, text])
                if isKnown == nil { missing.append(text) }
            }
        }
        guard !missing.isEmpty else { return }
        // Texts of like length together: batches are padded to their longest.
        missing.sort { ($0.utf8.count, $0) < ($1.utf8.count, $1) }
        var done = total - missing.count
        progress(done, total)
        for start in stride(from: 0, to: missing.count, by: 32) {
            let batch = Array(missing[start..<min(start + 32, missing.count)])
            let vectors =
                role == .passage
                ? try embedder.embedPassages(batch) : try batch.map(embedder.embedQuery)
            guard vectors.count == batch.count else {
                throw LibraryError(
                    message: "the embedder gave \(vectors.count) vectors for \(batch.count) texts",
                    remedy: "Use another embedding model.")
            }
            try store(zip(batch, vectors), role)
            done += batch.count
            progress(done, total)
        }
    }

    /// Gives `body` a look into the vectors that are there; nothing for a text that has none.
    func reading<Value>(
        _ role: Role, _ body: ((String) throws -> [Float]) throws -> Value
    ) throws -> Value {
        try library.reading { database in
            let statement = try database.makeStatement(
                sql: "SELECT vector FROM vector WHERE model = ? AND role = ? AND text = ?")
            return try body { text in
                let data = try Data.fetchOne(
                    statement, arguments: [embedder.modelHash, role.rawValue, text])
                return Self.floats(data ?? Data())
            }
        }
    }

    /// Removes vectors of other models.
    func prune() throws {
        try library.writing { database in
            try database.execute(
                sql: "DELETE FROM vector WHERE model <> ?", arguments: [embedder.modelHash])
        }
    }

    private func store(_ entries: Zip2Sequence<[String], [[Float]]>, _ role: Role) throws {
        try library.writing { database in
            for (text, vector) in entries {
                let data = vector.withUnsafeBytes { Data($0) }
                try database.execute(
                    sql: "INSERT OR REPLACE INTO vector VALUES (?, ?, ?, ?)",
                    arguments: [embedder.modelHash, role.rawValue, text, data])
            }
        }
    }

    /// The floats that a value of the database holds.
    static func floats(_ data: Data) -> [Float] {
        var floats = [Float](repeating: 0, count: data.count / MemoryLayout<Float>.size)
        _ = floats.withUnsafeMutableBytes { target in
            data.copyBytes(to: target, count: target.count)
        }
        return floats
    }
}
