import Foundation
import LimnTextModels
import LimnTokenizers

/// A model that talks about pictures: a language model in whose prompts pictures stand among the tokens.
///
/// ```swift
/// let model = try VisionLanguageModels.load(path)
/// let talk = VisionConversation(model)
/// let answer = try talk.ask(VisionQuestion("What is this?", pictures: [bitmap]))
/// ```
public protocol VisionLanguageModel: Sendable {
    /// The folder or file that it came from.
    var location: URL { get }
    /// What it is, for people: the kind of model.
    var kind: String { get }
    /// The language model.
    var language: any EmbeddingDecoder { get }
    /// The language model's tokenizer.
    var tokenizer: any Tokenizer { get }
    /// The longest conversation, in positions.
    var contextLength: Int { get }
    /// The tokens that end an answer.
    var endsOfAnswer: Set<Int32> { get }

    /// How its makers let it choose tokens.
    var sampling: SamplingSettings { get }

    /// A question as the model was trained to read it, up to where its answer begins.
    ///
    /// - Parameters:
    ///   - question: What is asked, and about which pictures.
    ///   - isFirst: Whether nothing was said before; otherwise the turn of the last answer is closed.
    /// - Throws: `TokenizerError` if the vocabulary lacks a token that the prompt needs, `TensorError` if
    ///   memory is short.
    func turn(_ question: VisionQuestion, isFirst: Bool) throws -> [PromptPart]
}

extension VisionLanguageModel {
    /// The likeliest token, always.
    public var sampling: SamplingSettings { .greedy }
}
