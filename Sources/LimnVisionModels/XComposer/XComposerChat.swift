import Foundation
import LimnModelFiles
import LimnTensors
import LimnTextModels
import LimnTokenizers

/// InternLM-XComposer as a model to talk with, in the layout of its own code (`chat` in the release's
/// `modeling_InternLM_XComposer.py`).
public final class XComposerChat: VisionLanguageModel {
    /// The model.
    public let model: XComposer
    /// The language model's tokenizer.
    public var tokenizer: any Tokenizer { pieces }
    /// The same, with what only SentencePiece knows.
    public let pieces: SentencePieceTokenizer

    /// The positions that the model was trained with.
    public static let contextLength = 2_048
    private static let introduction = """
        meta instruction
        You are an AI assistant whose name is 浦语.
        - 浦语 is a conversational language model that is developed by \
        Shanghai AI Laboratory (上海人工智能实验室). It is designed to be helpful, honest, and harmless.
        - 浦语 can understand and communicate fluently in \
        the language chosen by the user such as English and 中文.
        conversation

        """

    /// Loads the model and its tokenizer from the folder that it is published as, or an imported file.
    ///
    /// - Throws: `ModelFileError` if a file is missing, damaged or of another kind; `TensorError` if
    ///   threads or memory are short.
    public convenience init(_ path: URL, threads: Int? = nil) throws {
        let tokenizer: SentencePieceTokenizer?
        let model = try XComposer.load(path, threads: threads)
        let file = path.appending(path: InternLMTokenizer.fileName)
        if FileManager.default.fileExists(atPath: file.path) {
            tokenizer = try InternLMTokenizer.load(file)
        } else {
            tokenizer = path.hasDirectoryPath ? nil : try? InternLMTokenizer.load(GGUFFile(path))
        }
        guard let tokenizer else {
            throw ModelFileError(
                file: path, message: "the model has no tokenizer",
                remedy: "put \(InternLMTokenizer.fileName) into its folder, and import it again")
        }
        self.init(model, tokenizer: tokenizer)
    }

    /// A model with its tokenizer.
    public init(_ model: XComposer, tokenizer: SentencePieceTokenizer) {
        self.model = model
        pieces = tokenizer
    }

    /// The folder or file that the model came from.
    public var location: URL { model.location }
    /// What it is.
    public var kind: String { "InternLM-XComposer" }
    /// The language model.
    public var language: any EmbeddingDecoder { model.language }
    /// The longest conversation, in positions.
    public var contextLength: Int { Self.contextLength }

    /// The tokens that end an answer.
    public var endsOfAnswer: Set<Int32> {
        Set(model.configuration.endsOfTurn + [model.configuration.endOfText])
    }

    /// The penalty of the model's own code, without its beams.
    public var sampling: SamplingSettings { SamplingSettings(repetitionPenalty: 1.5) }

    /// A question up to where its answer begins; each piece becomes tokens by itself, as the model saw it.
    public func turn(_ question: VisionQuestion, isFirst: Bool) throws -> [PromptPart] {
        let said = try question.parts.map { part -> PromptPart in
            switch part {
            case .text(let text): .tokens(pieces.encode(text, parsingSpecial: false))
            case .picture(let bitmap): .picture(try model.embed(bitmap))
            }
        }
        return Self.turn(
            said, isFirst: isFirst, configuration: model.configuration, tokenizer: pieces)
    }

    static func turn(
        _ said: [PromptPart], isFirst: Bool, configuration: XComposerConfiguration,
        tokenizer: any Tokenizer
    ) -> [PromptPart] {
        func ids(_ text: String) -> [Int32] { tokenizer.encode(text, parsingSpecial: false) }
        let user = " <|User|>:"
        let ends = configuration.endsOfTurn
        let opening =
            isFirst
            ? [configuration.beginningOfText] + ids(introduction + user)
            : ends.suffix(1) + ids(user)
        return [.tokens(opening)] + said + [
            .tokens(ids("\n") + ends.prefix(1) + ids(" <|Bot|>:"))
        ]
    }
}
