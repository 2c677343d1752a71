import Foundation
import LimnComposer

/// How fast a model composed on this machine, kept in the site's caches for the next plan.
struct WritingSpeed {
    private struct Counts: Codable {
        var tokens = 0
        var seconds = 0.0
    }

    private let file: URL
    private let model: String

    init(_ cache: URL, model: String) {
        file = cache.appending(path: "compose/speed.json")
        self.model = model
    }

    /// Keeps what was measured, for this model, together with what was measured before.
    func keep(tokens: Int, seconds: Double) {
        // Loading the model dwarfs a few words.
        guard tokens > 500, seconds > 1 else { return }
        var all = known()
        all[model, default: Counts()].tokens += tokens
        all[model, default: Counts()].seconds += seconds
        guard let data = try? JSONEncoder().encode(all) else { return }
        try? FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try? data.write(to: file, options: .atomic)
    }

    /// Tokens a second, everything included; `nil` before the model has composed anything here.
    var tokensPerSecond: Double? {
        guard let counts = known()[model], counts.tokens > 0, counts.seconds > 0,
            counts.seconds.isFinite
        else { return nil }
        return Double(counts.tokens) / counts.seconds
    }

    private func known() -> [String: Counts] {
        guard let data = try? Data(contentsOf: file) else { return [:] }
        return (try? JSONDecoder().decode([String: Counts].self, from: data)) ?? [:]
    }
}
