import Foundation
import LimnImages
import LimnModelFiles
import LimnTensors
import LimnTextModels

/// InternLM-XComposer (Zhang et al., 2023): a vision transformer, a sampler that makes 64 vectors of a
/// picture, and InternLM-7B, in whose prompts pictures stand among the tokens.
///
/// ```swift
/// let model = try XComposer.load(folder)
/// let picture = try model.embed(ImageDecoder().decode(file).bitmap)
/// let prompt = try model.assemble(ids, pictures: [picture])
/// ```
public final class XComposer: Sendable {
    /// The folder or file that the model came from.
    public let location: URL
    /// The dimensions.
    public let configuration: XComposerConfiguration
    /// How pictures are made ready.
    public let preprocessor: ImagePreprocessor
    /// The language model.
    public let language: any EmbeddingDecoder

    private let transformer: VisionTransformer
    private let sampler: PerceiveSampler
    private let projection: LinearLayer
    private let startFlag: [Float]
    private let endFlag: [Float]
    private let pool: WorkerPool
    /// A hundred pictures of the 7B model take 108 MB.
    private let pictures = PictureCache(limit: 100)

    /// The id that stands for each position of a picture in ``assemble(_:pictures:)``.
    public static let picturePlace: Int32 = -200

    /// Puts the model together from the weights of its vision side and its language model.
    init(
        _ weights: some WeightSource, configuration: XComposerConfiguration,
        language: any EmbeddingDecoder, pool: WorkerPool
    ) throws {
        location = weights.location
        self.configuration = configuration
        self.language = language
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
    }

    /// What stands for a picture in a prompt: its vectors between the two flags.
    ///
    /// - Parameters:
    ///   - picture: The picture, at any size. One that was looked at before is not looked at again.
    ///   - trace: Where everything on the way is noted; then the picture is looked at in any case.
    /// - Throws: `TensorError` if memory is short.
    public func embed(_ picture: Bitmap, trace: TensorTrace? = nil) throws -> FloatMatrix {
        let square = preprocessor.resized(picture)
        if let trace { return try embed(square: square, trace: trace) }
        return try pictures.embedding(of: square) { try embed(square: square, trace: nil) }
    }

    private func embed(square: Bitmap, trace: TensorTrace?) throws -> FloatMatrix {
        let pixels = preprocessor.normalized(square)
        let side = configuration.vision.side
        trace?.record("pixel_values", [1, 3, side, side], pixels)
        let states = try sampler(transformer(pixels, trace: trace), trace: trace)
        let projected = try projection(states, on: pool)
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
