import Foundation
import LimnModelFiles

/// How fast models were when they were measured on this machine, kept in the store.
struct MeasuredSpeeds {
    private let file: URL

    init(_ store: ModelStore) {
        file = store.folder.appending(path: ".measured.json")
    }

    /// The tokens a second that a model's file writes, or `nil`.
    func tokensPerSecond(of model: URL) -> Double? {
        known()[model.standardizedFileURL.path].flatMap { $0.isFinite && $0 > 0 ? $0 : nil }
    }

    /// Keeps a measurement; a folder that cannot be written to keeps none.
    func keep(_ tokensPerSecond: Double, of model: URL) {
        var all = known()
        all[model.standardizedFileURL.path] = (tokensPerSecond * 10).rounded() / 10
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(all) else { return }
        try? FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try? data.write(to: file, options: .atomic)
    }

    private func known() -> [String: Double] {
        guard let data = try? Data(contentsOf: file) else { return [:] }
        return (try? JSONDecoder().decode([String: Double].self, from: data)) ?? [:]
    }
}
