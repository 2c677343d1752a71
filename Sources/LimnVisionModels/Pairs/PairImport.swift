import Foundation
import LimnModelFiles
import LimnTensors
import LimnTextModels

/// Makes a pair of GGUF files, the language model's and the projector's, of the folder that a SmolVLM or a
/// LLaVA 1.5 is published as. Tensors and keys have the names that llama.cpp's converters give them, so that other
/// programs read the files too.
public struct PairImport: Sendable {
    let weights: WeightFolder
    let model: PublishedVisionModel
    let text: CheckpointDescription
    let language: WeightPrecision
    let vision: WeightPrecision
    let names: PublishedTensorNames

    /// Reads the folder's configuration and directory of tensors.
    ///
    /// - Parameters:
    ///   - folder: The folder, with `config.json`, `preprocessor_config.json`, `tokenizer.json`, a chat
    ///     template and the weights.
    ///   - language: How the language model's matrices are stored.
    ///   - vision: How those of the vision side are stored.
    /// - Returns: `nil` if the folder holds a model of another kind.
    /// - Throws: `ModelFileError` that names the file and what is wrong with it.
    public init?(
        _ folder: URL, language: WeightPrecision = .bits8, vision: WeightPrecision = .bits8
    ) throws {
        guard let model = try PublishedVisionModel(folder) else { return nil }
        self.model = model
        self.language = language
        self.vision = vision
        weights = try WeightFolder(folder)
        names = PublishedTensorNames(model.kind, in: weights)
        text = try CheckpointDescription(
            CheckpointDocument(
                llama: model.text, body: names.body, head: names.head,
                beginsByTemplate: model.kind != .llava,
                of: folder.appending(path: "config.json")),
            in: folder, isTied: weights.shape(of: names.head + ".weight") == nil)
    }

    /// The name of the projector's file that belongs to a language model's: `mmproj-NAME` beside it.
    public static func projectorFile(of text: URL) -> URL {
        text.deletingLastPathComponent().appending(path: "mmproj-" + text.lastPathComponent)
    }

    /// The bytes of all elements in both files.
    public func byteCount() throws -> Int {
        try textConversion().byteCount + projectorConversion().byteCount
    }

    /// Writes both files.
    ///
    /// - Parameters:
    ///   - file: The language model's file; the projector's is ``projectorFile(of:)``.
    ///   - pool: The threads that work.
    ///   - progress: Called with the bytes written and those of all elements.
    /// - Throws: `ModelFileError` if a tensor is missing, not known, has another shape or holds what is no
    ///   finite number, or the disk is full.
    public func write(
        to file: URL, on pool: WorkerPool, progress: (Int, Int) -> Void = { _, _ in }
    ) throws {
        let text = textConversion()
        let projector = try projectorConversion()
        try check(text, projector)
        let total = text.byteCount + projector.byteCount
        try projector.write(
            to: Self.projectorFile(of: file), values: try projectorValues(), on: pool
        ) { done, _ in progress(done, total) }
        try text.write(to: file, values: self.text.values, on: pool) { done, _ in
            progress(projector.byteCount + done, total)
        }
    }

    /// A tensor that is not used would change what the model computes.
    private func check(_ conversions: TensorConversion...) throws {
        let used = Set(conversions.flatMap { $0.items.map(\.source) })
        guard
            let other = weights.names.first(where: { !used.contains($0) && !names.isSpare($0) })
        else { return }
        throw ModelFileError(
            file: weights.location,
            message: "the weights have the tensor \(other.prefix(120)), which Limn does not use",
            remedy: "choose a model of the kind that its makers publish as SmolVLM or LLaVA 1.5")
    }
}
