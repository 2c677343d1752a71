/// How paragraphs are asked for: what the model is shown, how it draws, and how often it tries.
///
/// ``standard`` is what measures best with the catalog's writers; `limn evaluate drafts` scores
/// any other.
public struct ProseStyle: Sendable, Hashable {
    /// How tokens are drawn.
    public var sampling: SamplingStyle
    /// Versions of a paragraph that are written at once, of which the best is kept; at least 1.
    public var versions: Int
    /// Examples that the model is shown before the question, at most; a prompt has three.
    public var examples: Int

    /// What articles are written with.
    public static let standard = ProseStyle(
        sampling: SamplingStyle(temperature: 0.8, topP: 0.95, minP: 0.08), versions: 8, examples: 3)

    /// Makes a style.
    public init(sampling: SamplingStyle, versions: Int, examples: Int) {
        self.sampling = sampling
        self.versions = max(1, versions)
        self.examples = max(0, examples)
    }

    /// A conversation of instructions, examples and a question, with the last of its examples only.
    func shown(_ messages: [Message]) -> [Message] {
        let turns = messages.filter { $0.role != .system }
        let superfluous = (turns.count - 1) / 2 - examples
        guard superfluous > 0 else { return messages }
        return messages.filter { $0.role == .system } + turns.dropFirst(2 * superfluous)
    }
}
