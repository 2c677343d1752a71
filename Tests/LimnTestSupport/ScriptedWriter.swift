import LimnArticles
import LimnComposer
import Synchronization

/// A writer that follows a script: no model, the same answers on every machine.
///
/// By default it writes ``PseudoProse``, fills patterns with pseudo-words, and weighs options
/// by what stands behind their letters. A test overrides any of it.
///
/// ```swift
/// let writer = ScriptedWriter { request in
///     request.isProse ? .text("") : nil
/// }
/// ```
public final class ScriptedWriter: Writer {
    /// What the script says to one request.
    public enum Reply: Sendable {
        /// A text that ended by itself.
        case text(String)
        /// A text that stopped at the limit.
        case unfinished(String)
        /// A text with a score of its own.
        case scored(String, Double)
        /// The whole batch fails.
        case failure(any Error)
    }

    /// The writer has given as many answers as it was allowed to.
    public struct Died: Error, Equatable {}

    /// What was asked so far.
    public struct Calls: Sendable {
        /// The texts that were wanted, batch by batch.
        public var batches: [[WritingRequest]] = []
        /// The choices that were wanted.
        public var choices: [ChoiceRequest] = []
        /// The texts that were wanted.
        public var texts: [WritingRequest] { batches.flatMap { $0 } }
        /// How many answers were asked for in all.
        public var count: Int { texts.count + choices.count }
    }

    /// The model's name and hash.
    public let identity: WriterIdentity

    private let script: @Sendable (WritingRequest) -> Reply?
    private let scales: @Sendable (ChoiceRequest) -> [Double]?
    private let reshape: @Sendable ([WritingResult]) -> [WritingResult]
    private let allowed: Int
    private let state = Mutex(Calls())

    /// Makes a writer.
    ///
    /// - Parameters:
    ///   - name: The model's name.
    ///   - sha256: The model's hash; another one makes every answer stale.
    ///   - dyingAfter: Answers after which it throws ``Died``; a batch that would go beyond
    ///     gives none at all, as with a process that is killed.
    ///   - script: The reply to a request; `nil` for the usual one.
    ///   - scales: The log-probabilities of a choice; `nil` for the usual ones.
    ///   - reshape: Changes the results of a batch, for instance drops one.
    public init(
        name: String = "scripted", sha256: String = "5c", dyingAfter: Int = .max,
        script: @escaping @Sendable (WritingRequest) -> Reply? = { _ in nil },
        scales: @escaping @Sendable (ChoiceRequest) -> [Double]? = { _ in nil },
        reshape: @escaping @Sendable ([WritingResult]) -> [WritingResult] = { $0 }
    ) {
        identity = WriterIdentity(name: name, sha256: sha256)
        allowed = dyingAfter
        self.reshape = reshape
        self.scales = scales
        self.script = script
    }

    /// What was asked so far.
    public var calls: Calls { state.withLock { $0 } }

    /// Follows the script.
    public func write(
        _ requests: [WritingRequest], progress: @escaping @Sendable (WritingProgress) -> Void
    ) async throws -> [WritingResult] {
        try Task.checkCancellation()
        let isAllowed = state.withLock { calls in
            guard calls.count + requests.count <= allowed else { return false }
            calls.batches.append(requests)
            return true
        }
        guard isAllowed else { throw Died() }
        var results: [WritingResult] = []
        for request in requests {
            switch script(request) ?? .text(Self.usualText(request)) {
            case .text(let text): results.append(Self.result(text, request))
            case .unfinished(let text):
                results.append(Self.result(text, request, isComplete: false))
            case .scored(let text, let score):
                results.append(
                    WritingResult(text: text, meanLogProbability: score, isComplete: true))
            case .failure(let error): throw error
            }
            let texts = results.map(\.text)
            progress(
                WritingProgress(finished: results.count, tokens: results.count) { texts })
        }
        return reshape(results)
    }

    /// Follows the script.
    public func weigh(_ requests: [ChoiceRequest]) async throws -> [[Double]] {
        try Task.checkCancellation()
        let isAllowed = state.withLock { calls in
            guard calls.count + requests.count <= allowed else { return false }
            calls.choices += requests
            return true
        }
        guard isAllowed else { throw Died() }
        return requests.map { scales($0) ?? Self.usualWeights($0) }
    }

    /// The text for a request when the script says nothing.
    public static func usualText(_ request: WritingRequest) -> String {
        switch request.form {
        case .prose(let limits):
            return PseudoProse.paragraph(
                limits, seed: seed(of: request), about: line(of: request, ["Notes: ", "要点："]) ?? "")
        case .pattern(let pattern, _):
            if let caption = caption(for: request) { return caption }
            var random = SeededRandom(seed: seed(of: request))
            return PatternFiller.fill(pattern, random: &random)
        }
    }

    /// A caption that names what the picture shows, and is not its description.
    private static func caption(for request: WritingRequest) -> String? {
        guard let last = request.messages.last?.text,
            last.contains("Write a caption")
                || last.contains("写一句图片说明"),
            let description = line(of: request, ["Picture: ", "图片："])
        else { return nil }
        let isWide = description.contains { Prose.isWide($0) }
        let verbs = isWide ? ["看", "望", "瞧"] : ["Behold", "Observe", "Notice"]
        let verb = verbs[Int(seed(of: request) % 3)]
        return isWide
            ? "\(verb)\(description.prefix(14))"
            : "\(verb) \(description.split(separator: " ").prefix(6).joined(separator: " "))"
    }

    /// What stands behind one of the labels in the last message.
    private static func line(of request: WritingRequest, _ labels: [String]) -> String? {
        for line in (request.messages.last?.text ?? "").split(separator: "\n") {
            for label in labels where line.hasPrefix(label) {
                return String(line.dropFirst(label.count))
            }
        }
        return nil
    }

    private static func usualWeights(_ request: ChoiceRequest) -> [Double] {
        let lines = (request.messages.last?.text ?? "").split(separator: "\n")
        return request.options.map { option in
            // By the words after the letter, so that the order of the options does not matter.
            let line = lines.last { $0.hasPrefix(option) } ?? ""
            var random = SeededRandom(text: String(line.dropFirst(option.count)))
            return -Double(random.next() % 1_000) / 200
        }
    }

    private static func result(
        _ text: String, _ request: WritingRequest, isComplete: Bool = true
    ) -> WritingResult {
        var random = SeededRandom(text: text, seed: request.seed)
        return WritingResult(
            text: text, meanLogProbability: -Double(random.next() % 1_000) / 500,
            isComplete: isComplete)
    }

    private static func seed(of request: WritingRequest) -> UInt64 {
        var random = SeededRandom(
            text: request.messages.map(\.text).joined(separator: "\u{0}"), seed: request.seed)
        return random.next()
    }
}

extension WritingRequest {
    /// Whether a paragraph is wanted.
    public var isProse: Bool { proseLimits != nil }

    /// The limits of the paragraph that is wanted.
    public var proseLimits: ProseLimits? {
        if case .prose(let limits) = form { limits } else { nil }
    }

    /// The pattern that is wanted.
    public var pattern: String? {
        if case .pattern(let pattern, _) = form { pattern } else { nil }
    }

    /// Whether numbered lines are wanted: headings or points.
    public var isList: Bool { pattern?.hasPrefix("1\\.") ?? false }

    /// Whether one of several lists of numbers is wanted: places for pictures.
    public var isNumbers: Bool {
        pattern?.allSatisfy { $0.isNumber || ", |".contains($0) } ?? false
    }

    /// Whether one short text is wanted: a title, a wish, a translation, a caption.
    public var isLine: Bool { !isProse && !isList && !isNumbers }

    /// Whether any message holds a text.
    public func mentions(_ text: String) -> Bool { messages.contains { $0.text.contains(text) } }
}
