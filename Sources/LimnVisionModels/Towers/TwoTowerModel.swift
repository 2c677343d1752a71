import Foundation
import LimnImages
import LimnModelFiles
import LimnTensors

/// A model that turns pictures and texts into vectors of one space, so that a text is near the pictures
/// that it describes: CLIP (Radford and others, 2021), SigLIP (Zhai and others, 2023) or Chinese-CLIP (Yang
/// and others, 2022), in single precision, from a folder as the Hugging Face hub publishes them.
///
/// ```swift
/// let model = try TwoTowerModel(folder: folder)
/// let near = zip(try model.vector(of: bitmap), try model.vector(of: "a zebra")).map(*).reduce(0, +)
/// ```
public struct TwoTowerModel: Sendable {
    /// The length of the vectors.
    public let dimensions: Int
    /// The side of the square that the model looks at, in pixels.
    public let side: Int
    /// Whether the model was trained on Chinese texts.
    public let readsChinese: Bool
    /// The files that decide what the vectors are.
    public let files: [URL]

    private let pictures: PictureTower
    private let texts: TextTower
    let preprocessor: TowerPreprocessor
    let tokenizer: TowerTokenizer
    private let pool: WorkerPool

    /// Loads a model.
    ///
    /// - Parameters:
    ///   - folder: `config.json`, `preprocessor_config.json`, the weights and the tokenizer's files.
    ///   - threads: How many threads work; one for each processor if `nil`.
    /// - Throws: `ModelFileError` with a remedy if the files are damaged, of another kind or do not belong
    ///   together; `TensorError` if threads or memory are short.
    public init(folder: URL, threads: Int? = nil) throws {
        guard let size = try TwoTowerConfiguration(folder) else {
            throw ModelFileError(
                file: folder.appending(path: "config.json"),
                message: "this is no CLIP, SigLIP or Chinese-CLIP",
                remedy: "give the folder of such a model; its config.json names it as model_type")
        }
        let weights = try WeightFolder(folder)
        pool = try WorkerPool(threads: threads ?? ProcessInfo.processInfo.activeProcessorCount)
        preprocessor = try TowerPreprocessor(folder, size)
        tokenizer = try TowerTokenizer(folder, size)
        pictures = try PictureTower(weights, size)
        texts = try TextTower(weights, size)
        dimensions = size.outputs
        side = size.side
        // Those of the tokenizer and the pictures' preparation that are there.
        files =
            weights.locations
            + [
                "config.json", "preprocessor_config.json", "processor_config.json",
                "tokenizer.json",
                "vocab.json", "merges.txt", "spiece.model", "vocab.txt", "tokenizer_config.json",
            ].map { folder.appending(path: $0) }
            .filter { FileManager.default.fileExists(atPath: $0.path) }
        // SigLIP's multilingual vocabulary has a quarter of a million pieces, the English one 32,000.
        readsChinese =
            size.kind == .chineseCLIP || size.kind == .siglip && size.vocabularySize > 100_000
    }

    /// Whether a folder is one of those that ``init(folder:threads:)`` takes, by its configuration.
    public static func canLoad(folder: URL) -> Bool {
        (try? TwoTowerConfiguration(folder)) != nil
    }

    /// The unit vector of a picture; its transparency is dropped, as in training.
    ///
    /// - Throws: `TensorError` if memory is short.
    public func vector(of picture: Bitmap) throws -> [Float] {
        try pictures(preprocessor(picture), on: pool).unitVector
    }

    /// The unit vector of a text; what goes beyond the model's positions is not read.
    ///
    /// - Throws: `TensorError` if memory is short.
    public func vector(of text: String) throws -> [Float] {
        try texts(tokenizer(text), on: pool).unitVector
    }
}
