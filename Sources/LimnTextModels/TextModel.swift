import Foundation
import LimnModelFiles
import LimnTensors
import LimnTokenizers

/// A language model, loaded and ready to generate.
///
/// ```swift
/// let model = try TextModel.load(file, threads: nil)
/// let generator = try TextGenerator(model: model, parallel: 8)
/// let prompt = model.tokenizer.encode("The harbour wakes", parsingSpecial: false)
/// let results = try generator.generate([GenerationRequest(prompt: prompt, maxTokens: 32)])
/// ```
public final class TextModel: Sendable {
    /// The file that the model came from.
    public let file: URL

    /// The model's own tokenizer.
    public let tokenizer: any Tokenizer

    /// How the model wants conversations written; `nil` where its file does not say, or says it in a
    /// way that Limn cannot follow. ``requiredChatTemplate()`` tells why.
    public var chatTemplate: ChatTemplate? { try? template.get() }

    /// The longest sequence, in tokens, that the model was made for.
    public var contextLength: Int { decoder.configuration.contextLength }

    /// The value of `general.architecture`.
    public var architecture: String { decoder.configuration.architecture }

    /// The number of logits: the number of rows of the embedding matrix.
    public var vocabularySize: Int { decoder.vocabularySize }

    /// The bytes of weights that are read for a token.
    public var weightByteCount: Int { decoder.weights.byteCount }

    /// The bytes of keys and values that a token leaves in the cache.
    public var cachedBytesPerToken: Int { decoder.configuration.cachedBytesPerToken }

    /// How finely keys and values are kept.
    public var cache: CachePrecision { decoder.configuration.cache }

    /// The number of threads that work.
    public var threads: Int { decoder.pool.threads }

    let decoder: Decoder
    private let template: Result<ChatTemplate, any Error>

    private init(
        _ file: GGUFFile, precision: InputPrecision, cache: CachePrecision,
        adapters: [AdapterReference], pool: WorkerPool
    ) throws {
        self.file = file.file
        // One thread makes a tokenizer; memory keeps two busy with weights less than whole.
        let pending = ThreadResult { try TokenizerLoader.tokenizer(of: file) }
        let loaded = Result {
            try Decoder(file, precision: precision, cache: cache, adapters: adapters, pool: pool)
        }
        tokenizer = try pending.value()
        decoder = try loaded.get()
        template = Result { try TokenizerLoader.chatTemplate(of: file) }
        guard tokenizer.vocabularySize <= decoder.vocabularySize else {
            throw ModelFileError(
                file: file.file,
                message: "the tokenizer has \(tokenizer.vocabularySize) tokens, but there are only "
                    + "\(decoder.vocabularySize) embeddings")
        }
    }

    /// Loads a model from a GGUF file, or from a folder as the Hugging Face hub publishes models: with
    /// `config.json`, weights in safetensors and a tokenizer, which are converted on the way. Its
    /// weights are repacked in memory, which takes about as long as reading them.
    ///
    /// - Parameters:
    ///   - file: A GGUF file or folder of a supported architecture; see `supportedArchitectures`.
    ///   - threads: How many threads work; one for each processor if `nil`.
    ///   - precision: How finely the inputs of matrix products are rounded.
    ///   - cache: How finely keys and values are kept.
    ///   - adapters: LoRA adapters that stay beside the model's matrices; what they give is added up.
    /// - Throws: `ModelFileError` with the place and a remedy if a file is damaged or of an
    ///   unsupported kind, or an adapter does not fit the model; `MappedBufferError` if it cannot be read; `TensorError` if memory is short.
    public static func load(
        _ file: URL, threads: Int? = nil, precision: InputPrecision = .automatic,
        cache: CachePrecision = .f16, adapters: [AdapterReference] = []
    ) throws -> TextModel {
        let pool = try WorkerPool(
            threads: threads ?? ProcessInfo.processInfo.activeProcessorCount)
        let opened = try Self.open(file, on: pool)
        _ = try DecoderFamilies.family(of: opened)
        if !Checkpoint.isFolder(file) { opened.buffer.advise(.willNeed) }
        return try TextModel(
            opened, precision: precision, cache: cache, adapters: adapters, pool: pool)
    }

    /// How the model wants conversations written.
    ///
    /// - Throws: `ModelFileError` if the file has no chat template or one that Limn cannot follow.
    public func requiredChatTemplate() throws -> ChatTemplate { try template.get() }

    /// The architectures that can be loaded, by the names that GGUF files give them.
    public static var supportedArchitectures: [String] {
        DecoderFamilies.all.map { $0.architecture }
    }
}
