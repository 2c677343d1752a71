import Foundation
import LimnImageLibrary
import LimnImages
import LimnTextModels
import LimnVisionModels

/// A model that sees as the library's describer.
public final class VisionDescriber: PictureDescriber {
    /// The kind of model, and where it lies.
    public let identity: String
    private let model: any VisionLanguageModel
    private let translator: DescriptionTranslator?

    /// The most tokens of a description.
    private static let most = 96

    /// A describer.
    ///
    /// - Parameters:
    ///   - model: who looks
    ///   - translator: who puts what was seen into other languages than English; the model itself is asked
    ///     in each language if `nil`. Small models see well and speak English only.
    public init(_ model: any VisionLanguageModel, translator: DescriptionTranslator? = nil) {
        self.model = model
        self.translator = translator
        let name = "\(model.kind) (\(model.location.lastPathComponent))"
        identity = translator.map { "\(name), translated by \($0.name)" } ?? name
    }

    /// What the picture shows.
    public func describe(_ bitmap: Bitmap, in languages: [String]) throws -> [String: String] {
        var texts: [String: String] = [:]
        if let translator {
            let english = try ask(bitmap, in: "en")
            guard !english.isEmpty else { return [:] }
            for language in languages {
                texts[language] =
                    Self.isEnglish(language)
                    ? english : try translator.translate(english, into: language)
            }
        } else {
            for language in languages { texts[language] = try ask(bitmap, in: language) }
        }
        return texts
    }

    private func ask(_ bitmap: Bitmap, in language: String) throws -> String {
        let answer = try VisionConversation(model).ask(
            VisionQuestion(Self.question(in: language), pictures: [bitmap]), most: Self.most)
        guard !answer.isComplete else { return answer.text }
        // What the limit cut off is no sentence.
        let end = answer.text.lastIndex { ".!?。！？".contains($0) }
        return end.map { String(answer.text[...$0]) } ?? ""
    }

    private static func isEnglish(_ language: String) -> Bool {
        language == "en" || language.hasPrefix("en-")
    }

    static func question(in language: String) -> String {
        if language.hasPrefix("zh") {
            return "用一句话描述这张图片，让看不见的人知道画面里有什么，不超过四十个字。"
        }
        let question =
            "Describe this picture in one sentence of at most 25 words, for people who cannot see it."
        return isEnglish(language)
            ? question : question + " Answer in \(DescriptionTranslator.name(of: language))."
    }
}
