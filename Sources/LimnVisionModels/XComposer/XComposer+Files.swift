import Foundation
import LimnImages
import LimnModelFiles
import LimnTensors
import LimnTextModels

extension XComposer {
    /// Loads the model: in single precision from a folder as its makers publish it (`config.json` and the
    /// weights), or as it was imported into a GGUF file.
    ///
    /// - Parameters:
    ///   - path: The folder or file.
    ///   - rotaryPrecision: How rotary angles are computed; imported models have single precision.
    ///   - threads: How many threads work; one for each processor if `nil`.
    /// - Throws: `ModelFileError` if a file is damaged, or a tensor is missing, not known or has another
    ///   shape; `TensorError` if threads or memory are short.
    public static func load(
        _ path: URL, rotaryPrecision: RotaryPrecision = .single, threads: Int? = nil
    ) throws -> XComposer {
        let pool = try WorkerPool(
            threads: threads ?? ProcessInfo.processInfo.activeProcessorCount)
        var isFolder: ObjCBool = false
        if FileManager.default.fileExists(atPath: path.path, isDirectory: &isFolder),
            !isFolder.boolValue
        {
            return try load(GGUFFile(path), pool: pool)
        }
        let weights = try WeightFolder(path)
        let configuration = try XComposerConfiguration(path.appending(path: "config.json"))
        try XComposerTensors(configuration).check(weights)
        return try XComposer(
            weights, configuration: configuration,
            language: InternLMDecoder(
                weights, prefix: XComposerTensors.languagePrefix,
                configuration: configuration.language, rotaryPrecision: rotaryPrecision, pool: pool),
            pool: pool)
    }

    private static func load(_ file: GGUFFile, pool: WorkerPool) throws -> XComposer {
        let architecture = try file.string("general.architecture") ?? "not named"
        guard architecture == InternLMNames.architecture else {
            throw ModelFileError(
                file: file.file,
                message: "the architecture is \(architecture), not \(InternLMNames.architecture)",
                remedy: "give a file that limn models import wrote")
        }
        let configuration = try XComposerConfiguration(file)
        let language = try PackedDecoder(file, pool: pool)
        guard language.width == configuration.language.width,
            language.vocabularySize == configuration.language.vocabularySize
        else {
            throw ModelFileError(
                file: file.file, message: "the language model is not that of the configuration",
                remedy: "import the model again")
        }
        return try XComposer(
            GGUFWeights(file, pool: pool), configuration: configuration, language: language,
            pool: pool)
    }

    /// What stands for the picture in a file.
    ///
    /// - Throws: `ImageError` if it cannot be decoded, `TensorError` if memory is short.
    public func embed(contentsOf file: URL, trace: TensorTrace? = nil) throws -> FloatMatrix {
        try embed(try ImageDecoder().decode(file).bitmap, trace: trace)
    }
}
