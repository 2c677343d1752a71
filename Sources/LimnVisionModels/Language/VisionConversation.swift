import Foundation
import LimnTextModels
import LimnTokenizers

/// A conversation with a model that sees. What was said stays in memory, so that each question costs
/// no more than its own words and pictures.
///
/// A conversation belongs to one thread at a time.
public final class VisionConversation {
    /// An answer.
    public struct Answer: Sendable {
        /// The words, without white space at the ends.
        public let text: String
        /// The mean of the natural logarithms of the tokens' probabilities; 0 without tokens.
        public let meanLogProbability: Double
        /// Whether the model ended it, rather than the limit of length.
        public let isComplete: Bool
        /// The positions that the question took.
        public let promptTokens: Int
        /// The tokens of the answer.
        public let tokens: Int
    }

    private let model: any VisionLanguageModel
    private let session: any DecodingSession
    private var turns = 0

    /// Begins a conversation.
    public init(_ model: any VisionLanguageModel) {
        self.model = model
        session = model.language.makeSession()
    }

    /// Asks a question.
    ///
    /// - Parameters:
    ///   - question: The words and pictures.
    ///   - most: The most tokens of the answer.
    ///   - sampling: How tokens are chosen; as the model's makers do if `nil`.
    ///   - steering: What the answer may be; anything if `nil`.
    ///   - onText: Told the answer so far as it grows.
    /// - Throws: `GenerationError.tooLong` if question and answer do not fit, else what
    ///   ``VisionLanguageModel/turn(_:isFirst:)`` and `DecodingSession.write` throw.
    public func ask(
        _ question: VisionQuestion, most: Int = 256, sampling: SamplingSettings? = nil,
        steering: (any TokenSteering)? = nil, onText: (String) -> Void = { _ in }
    ) throws -> Answer {
        let parts = try model.turn(question, isFirst: turns == 0)
        let length = parts.reduce(0) { $0 + $1.count }
        let room = model.contextLength
        guard session.count + length + most <= room else {
            throw GenerationError.tooLong(
                request: turns, prompt: session.count + length, maxTokens: most,
                contextLength: room)
        }
        try session.read(try model.language.embed(parts))
        turns += 1
        let result = try session.write(
            most, endingAt: model.endsOfAnswer, sampling: sampling ?? model.sampling,
            steering: steering
        ) { onText(text(of: $0)) }
        let sum = result.steps.reduce(0) { $0 + $1.logProbability }
        return Answer(
            text: text(of: result.ids),
            meanLogProbability: result.steps.isEmpty ? 0 : sum / Double(result.steps.count),
            isComplete: result.finish != .length, promptTokens: length, tokens: result.ids.count)
    }

    /// The text, without what may be the first bytes of a character.
    private func text(of ids: [Int32]) -> String {
        model.tokenizer.decode(ids)
            .trimmingCharacters(in: .whitespacesAndNewlines.union(["\u{FFFD}"]))
    }
}
