import Foundation
import LimnTextModels
import LimnTokenizers

/// Puts descriptions of pictures into other languages with a language model.
public final class DescriptionTranslator: Sendable {
    /// The model's name.
    public let name: String
    private let generator: TextGenerator
    private let template: ChatTemplate

    private static let most = 192

    /// A translator.
    /// - Throws: `ModelFileError` if the model cannot be talked with, `TensorError` if memory is short.
    public init(_ model: TextModel) throws {
        name = model.file.lastPathComponent
        template = try model.requiredChatTemplate()
        generator = try TextGenerator(model: model, parallel: 1)
    }

    /// An English description in another language.
    /// - Throws: `GenerationError`.
    public func translate(_ text: String, into language: String) throws -> String {
        let tokenizer = generator.model.tokenizer
        let prompt = try template.encode(
            [ChatMessage(.user, Self.question(text, language))], with: tokenizer)
        let results = try generator.generate([
            GenerationRequest(prompt: prompt, maxTokens: Self.most)
        ])
        return results[0].finish == .length ? "" : results[0].text
    }

    static func question(_ text: String, _ language: String) -> String {
        language.hasPrefix("zh")
            ? "把下面这句图片说明译成通顺的中文，只写译文：\n\n\(text)"
            : "Translate this description of a picture into \(name(of: language)). Reply with the "
                + "translation only.\n\n\(text)"
    }

    /// The English name of a language, or its tag.
    static func name(of language: String) -> String {
        Locale(identifier: "en").localizedString(forIdentifier: language) ?? language
    }
}
