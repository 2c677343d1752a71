import Foundation
import LimnImages
import LimnModelFiles
import LimnTensors
import LimnTextModels

/// InternLM-XComposer (Zhang et al., 2023) in single precision: a vision transformer, a sampler that
/// makes 64 vectors of a picture, and InternLM-7B, in whose prompts pictures stand among the tokens.
///
/// ```swift
/// let model = try XComposer.load(folder)
/// let picture = model.embed(try ImageDecoder().decode(file).bitmap)
/// let prompt = try model.assemble(ids, pictures: [picture])
/// ```
public final class XComposer: Sendable {
    /// The dimensions.
    public let configuration: XComposerConfiguration
    /// How pictures are made ready.
    public let preprocessor: ImagePreprocessor
    /// The language model.
    public let language: InternLMDecoder

    private let transformer: VisionTransformer
    private let sampler: PerceiveSampler
    private let projection: LinearLayer
    private let startFlag: [Float]
    private let endFlag: [Float]
    private let pool: WorkerPool

    /// The id that stands for each position of a picture in ``assemble(_:pictures:)``.
    public static let picturePlace: Int32 = -200

    /// Loads the model from a folder as its makers publish it: `config.json` and the weights.
    ///
    /// - Parameters:
    ///   - folder: The folder.
    ///   - rotaryPrecision: How rotary angles are computed.
    ///   - threads: How many threads work; one for each processor if `nil`.
    /// - Throws: `ModelFileError` if a file is damaged, or a tensor is missing or has another shape;
    ///   `TensorError` if threads are short.
    public static func load(
        _ folder: URL, rotaryPrecision: RotaryPrecision = .single, threads: Int? = nil
    ) throws -> XComposer {
        try XComposer(
            try WeightFolder(folder),
            configuration: try XComposerConfiguration(folder.appending(path: "config.json")),
            rotaryPrecision: rotaryPrecision,
            pool: try WorkerPool(
                threads: threads ?? ProcessInfo.processInfo.activeProcessorCount))
    }

    init(
        _ weights: some WeightSource, configuration: XComposerConfiguration,
        rotaryPrecision: RotaryPrecision, pool: WorkerPool
    ) throws {
        try XComposerTensors(configuration).check(weights)
        self.configuration = configuration
        self.pool = pool
        let width = configuration.language.width
        preprocessor = .clip(side: configuration.vision.side)
        transformer = try VisionTransformer(weights, size: configuration.vision, pool: pool)
        sampler = try PerceiveSampler(
            weights, size: configuration.sampler, pictureWidth: configuration.vision.width,
            pool: pool)
        projection = try weights.linear(
            "internlm_proj", from: configuration.sampler.width, to: width)
        startFlag = try weights.floats("flag_image_start", shape: [1, 1, width])
        endFlag = try weights.floats("flag_image_end", shape: [1, 1, width])
        language = try InternLMDecoder(
            weights, prefix: "internlm_model.", configuration: configuration.language,
            rotaryPrecision: rotaryPrecision, pool: pool)
    }

    /// What stands for a picture in a prompt: its vectors between the two flags.
    public func embed(_ picture: Bitmap, trace: TensorTrace? = nil) -> FloatMatrix {
        let pixels = preprocessor(picture)
        let side = configuration.vision.side
        trace?.record("pixel_values", [1, 3, side, side], pixels)
        let states = sampler(transformer(pixels, trace: trace), trace: trace)
        let projected = projection(states, on: pool)
        let width = projected.columns
        trace?.record("image.projected", [1, projected.rows, width], projected.values)
        let embedded = FloatMatrix(
            columns: width, values: startFlag + projected.values + endFlag)
        trace?.record("image.embeds", [1, embedded.rows, width], embedded.values)
        return embedded
    }

    /// The embeddings of a prompt.
    ///
    /// - Parameters:
    ///   - ids: The tokens, with ``picturePlace`` at every position of a picture.
    ///   - pictures: What ``embed(_:trace:)`` gave for the pictures, in their order.
    /// - Throws: ``XComposerPromptError`` if ids and pictures do not fit together,
    ///   `GenerationError.unknownToken` if there is a token that the model does not have.
    public func assemble(_ ids: [Int32], pictures: [FloatMatrix]) throws -> FloatMatrix {
        let places = ids.count { $0 == Self.picturePlace }
        let rows = pictures.reduce(0) { $0 + $1.rows }
        guard !ids.isEmpty else { throw XComposerPromptError.empty }
        guard places == rows else {
            throw XComposerPromptError.pictures(
                count: pictures.count, positions: rows, places: places)
        }
        var result = FloatMatrix(rows: 0, columns: configuration.language.width)
        var rest = pictures[...]
        var index = 0
        while index < ids.count {
            let isPicture = ids[index] == Self.picturePlace
            let end =
                ids[index...].firstIndex { ($0 == Self.picturePlace) != isPicture } ?? ids.count
            guard isPicture else {
                result.append(try language.embed(ids[index..<end]))
                index = end
                continue
            }
            // Pictures may follow each other without a token between them.
            while index < end, let picture = rest.popFirst() {
                guard index + picture.rows <= end else {
                    throw XComposerPromptError.pictures(
                        count: pictures.count, positions: picture.rows, places: end - index)
                }
                result.append(picture)
                index += picture.rows
            }
        }
        return result
    }
}

extension XComposer {
    /// Computes a prompt and notes everything on the way, from the embeddings to the logits of every
    /// position.
    public func trace(_ inputs: FloatMatrix, in trace: TensorTrace) {
        trace.record("inputs_embeds", [1, inputs.rows, inputs.columns], inputs.values)
        var cache = language.makeCache()
        let logits = language.logits(language.forward(inputs, cache: &cache, trace: trace))
        trace.record("logits", [1, logits.rows, logits.columns], logits.values)
    }
}
