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
    /// Missing ones are computed and stored in batches, so an interruption loses little.
    /// - Parameter progress: called with the number of texts done and their total.
    func vectors(
        of texts: [String], as role: Role, progress: (Int, Int) -> Void = { _, _ in }
    ) throws -> [[Float]] {
        var known = try stored(role)
        var missing: [String] = []
        var seen: Set<String> = []
        for text in texts where known[text] == nil && seen.insert(text).inserted {
            missing.append(text)
        }
        // Texts of like length together: batches are padded to their longest.
        missing.sort { ($0.utf8.count, $0) < ($1.utf8.count, $1) }
        var done = texts.count - missing.count
        if !missing.isEmpty { progress(done, texts.count) }
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
            for (text, vector) in zip(batch, vectors) { known[text] = vector }
            done += batch.count
            progress(done, texts.count)
        }
        return texts.map { known[$0] ?? [] }
    }

    /// Removes vectors of other models.
    func prune() throws {
        try library.writing { database in
            try database.execute(
                sql: "DELETE FROM vector WHERE model <> ?", arguments: [embedder.modelHash])
        }
    }

    private func stored(_ role: Role) throws -> [String: [Float]] {
        try library.reading { database in
            var known: [String: [Float]] = [:]
            let rows = try Row.fetchCursor(
                database, sql: "SELECT text, vector FROM vector WHERE model = ? AND role = ?",
                arguments: [embedder.modelHash, role.rawValue])
            while let row = try rows.next() {
                known[row["text"]] = Self.floats(row["vector"])
            }
            return known
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

    private static func floats(_ data: Data) -> [Float] {
        var floats = [Float](repeating: 0, count: data.count / MemoryLayout<Float>.size)
        _ = floats.withUnsafeMutableBytes { target in
            data.copyBytes(to: target, count: target.count)
        }
        return floats
    }
}
