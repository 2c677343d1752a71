import LimnComposer
import LimnTestSupport
import Synchronization

/// A scripted writer that can be held in the middle of its work, so that a test sees what is there
/// before the work ends.
final class PatientWriter: Writer {
    /// What the first text says while the writer is held.
    static let beginning = "These words are on their way"

    let identity: WriterIdentity
    private let script = ScriptedWriter()
    private let isHeld = Mutex(false)

    init() {
        identity = script.identity
    }

    /// From now on the writer begins and does not end.
    func hold() { isHeld.withLock { $0 = true } }

    /// The writer goes on.
    func release() { isHeld.withLock { $0 = false } }

    func write(
        _ requests: [WritingRequest], progress: @escaping @Sendable (WritingProgress) -> Void
    ) async throws -> [WritingResult] {
        while isHeld.withLock({ $0 }) {
            progress(WritingProgress(finished: 0, tokens: 6) { [Self.beginning] })
            try await Task.sleep(for: .milliseconds(20))
        }
        return try await script.write(requests, progress: progress)
    }

    func weigh(_ requests: [ChoiceRequest]) async throws -> [[Double]] {
        try await script.weigh(requests)
    }
}
