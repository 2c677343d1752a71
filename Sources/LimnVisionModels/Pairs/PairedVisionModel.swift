import Foundation
import LimnImages
import LimnModelFiles
import LimnTensors
import LimnTextModels
import LimnTokenizers

/// A model of two GGUF files, as llama.cpp's converters write them: a language model, and a vision encoder
/// with its projector (`mmproj`). SmolVLM and Idefics 3 (SigLIP, pixel shuffle, pictures in tiles) and
/// models of the kind of LLaVA 1.5 (CLIP and two matrices, pictures padded to squares).
public final class PairedVisionModel: VisionLanguageModel {
    /// The language model's file, or the folder that it was published as.
    public let location: URL
    /// The language model.
    public let language: any EmbeddingDecoder
    /// Its tokenizer.
    public let tokenizer: any Tokenizer
    /// The longest conversation, in positions.
    public let contextLength: Int

    let size: ProjectorConfiguration
    private let tower: ProjectorTower
    private let dialect: VisionChatDialect
    private let tiling: PictureTiling
    private let preprocessor: ImagePreprocessor
    private let cache = PictureCache(limit: 400)

    /// Loads both files; the weights are repacked in memory.
    ///
    /// - Parameters:
    ///   - text: The language model's file.
    ///   - projector: The other one.
    ///   - splits: Whether large pictures are cut into tiles, where the model was trained so. Looking
    ///     takes up to seventeen times as long, and small things are seen.
    ///   - location: What the model came from, where that is not the language model's file.
    ///   - pool: The threads that work.
    /// - Throws: `ModelFileError` if a file is damaged, of another kind, or the two do not belong
    ///   together; `TensorError` if memory is short.
    public init(
        text: GGUFFile, projector: GGUFFile, splits: Bool = true, location: URL? = nil,
        pool: WorkerPool
    ) throws {
        self.location = location ?? text.file
        size = try ProjectorConfiguration(projector)
        tower = try ProjectorTower(
            GGUFWeights(projector, pool: pool), size: size, pool: pool)
        let decoder = try PackedDecoder(text, pool: pool)
        guard decoder.width == tower.outputs else {
            throw ModelFileError(
                file: projector.file,
                message: "the projector makes vectors of \(tower.outputs) elements, but those of "
                    + "\(text.file.lastPathComponent) have \(decoder.width)",
                remedy: "give the projector file that was published with the language model")
        }
        language = decoder
        contextLength = decoder.contextLength
        tokenizer = try TextModel.tokenizer(of: text)
        do {
            dialect = try VisionChatDialect(
                source: text.string("tokenizer.chat_template"),
                template: { try TextModel.chatTemplate(of: text) })
        } catch let error as TokenizerError {
            throw ModelFileError(
                file: text.file, message: "the chat template cannot be used: \(error)",
                remedy: "choose a SmolVLM, a LLaVA 1.5 or a model with a plainer template")
        }
        preprocessor = ImagePreprocessor(
            side: size.side, mean: size.mean, deviation: size.deviation)
        tiling = PictureTiling(
            side: size.side, longestEdge: size.longestEdge, splits: splits)
    }

    /// What it is.
    public var kind: String { size.projector == .perceptron ? "LLaVA" : "SmolVLM" }

    /// The tokens that end an answer.
    public var endsOfAnswer: Set<Int32> { tokenizer.endOfGenerationTokens }

    /// A question up to where its answer begins.
    public func turn(_ question: VisionQuestion, isFirst: Bool) throws -> [PromptPart] {
        var builder = PromptBuilder(tokenizer)
        try dialect.write(
            question.parts, isFirst: isFirst, with: tokenizer, into: &builder
        ) { try show($0, in: &$1) }
        return builder.parts
    }

    private func show(_ picture: Bitmap, in builder: inout PromptBuilder) throws {
        guard case .shuffle = size.projector else {
            // LLaVA 1.5 pads pictures to squares with the colour that becomes 0.
            let colour = size.mean.map { UInt8(clamping: Int($0 * 255)) }
            let side = max(picture.width, picture.height)
            return builder.append(
                picture: try look(
                    at: picture.centred(
                        onWidth: side, height: side,
                        background: (colour[0], colour[1], colour[2]))))
        }
        let tiles = tiling(picture)
        let around = "<fake_token_around_image>"
        for row in 0..<tiles.rows {
            for column in 0..<tiles.columns {
                try builder.append(special: around)
                try builder.append(special: "<row_\(row + 1)_col_\(column + 1)>")
                let tile = tiles.bitmaps[row * tiles.columns + column]
                builder.append(picture: try look(at: tile))
            }
            builder.append(text: "\n")
        }
        if tiles.rows > 0 { builder.append(text: "\n") }
        try builder.append(special: around)
        try builder.append(special: "<global-img>")
        if let whole = tiles.bitmaps.last {
            builder.append(picture: try look(at: whole))
        }
        try builder.append(special: around)
    }

    /// The vectors of a picture, or those it had before.
    private func look(at picture: Bitmap) throws -> FloatMatrix {
        let square = preprocessor.resized(picture)
        return try cache.embedding(of: square) { try tower(preprocessor.normalized(square)) }
    }
}
