import Foundation

/// Requests that one caller wants, and what has become of them.
///
/// The caller waits for it on its own thread while another's computes: everything here may be used
/// from several.
final class GenerationBatch: Sendable {
    private struct State {
        var results: [GenerationResult?]
        var unfinished: Int
        var failure: (any Error)?
    }

    let requests: [GenerationRequest]
    private let progress: (@Sendable (GenerationProgress) -> Void)?
    private let state: LockedValue<State>

    init(_ requests: [GenerationRequest], progress: (@Sendable (GenerationProgress) -> Void)?) {
        self.requests = requests
        self.progress = progress
        state = LockedValue(
            State(
                results: Array(repeating: nil, count: requests.count), unfinished: requests.count))
    }

    /// Whether nothing more is to be computed: all is there, or it failed.
    var isDone: Bool {
        state.withLock { $0.failure != nil || $0.unfinished == 0 }
    }

    /// Ends the batch without results, unless they are all there.
    func fail(_ error: any Error) {
        state.withLock { state in
            if state.failure == nil, state.unfinished > 0 { state.failure = error }
        }
    }

    func finish(_ index: Int, with result: GenerationResult) {
        state.withLock { state in
            if state.results[index] == nil { state.unfinished -= 1 }
            state.results[index] = result
        }
    }

    /// The results, in the order of the requests.
    ///
    /// - Throws: what made the batch fail
    func results() throws -> [GenerationResult] {
        try state.withLock { state in
            if let failure = state.failure { throw failure }
            return state.results.compactMap { $0 }
        }
    }

    /// Tells the caller how far the batch is, given its sequences that are in work.
    func report(running: [GenerationSequence]) {
        guard let progress else { return }
        let results = state.withLock { $0.results }
        let finished = results.compactMap { $0 }
        let unfinished = requests.indices.filter { results[$0] == nil }
        var tokens = results.map { $0?.ids ?? [] }
        for sequence in running { tokens[sequence.index] = sequence.steps.map(\.id) }
        progress(
            GenerationProgress(
                requests: requests.count, finished: finished.count,
                promptTokens: requests.reduce(0) { $0 + $1.prompt.count },
                promptTokensRead: finished.reduce(0) { $0 + $1.promptTokens }
                    + running.reduce(0) { $0 + min($1.cache.count, $1.request.prompt.count) },
                tokensAtMost: finished.reduce(0) { $0 + $1.ids.count }
                    + unfinished.reduce(0) { $0 + requests[$1].maxTokens },
                tokensGenerated: tokens.reduce(0) { $0 + $1.count }, tokens: tokens))
    }
}
