import Foundation
import LimnModelFiles
import LimnTensors

/// A language model as the Hugging Face hub publishes it: a folder with `config.json`, weights in
/// safetensors (or PyTorch's own) in F32, F16 or BF16, in one file or several, and a tokenizer.
///
/// It is described as the GGUF file that it becomes, with the names and layouts of llama.cpp's
/// `convert_hf_to_gguf.py`, so that all else reads one format.
struct Checkpoint: Sendable {
    /// The folder.
    let folder: URL
    /// What it becomes.
    let description: CheckpointDescription
    private let weights: WeightFolder

    /// The name of the file that makes a folder a checkpoint.
    static let configurationName = "config.json"

    /// Whether a path is a folder, which can only be a checkpoint.
    static func isFolder(_ path: URL) -> Bool {
        (try? path.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory == true
    }

    /// Opens a folder and compares what its configuration asks for with the tensors that are there.
    ///
    /// - Throws: `ModelFileError` that names the file and what is wrong: a family that Limn does not run,
    ///   tensors that are missing, not known or of another shape, a tokenizer of another kind.
    init(_ folder: URL) throws {
        self.folder = folder
        let document = try CheckpointDocument(folder)
        description = try CheckpointDescription(document, in: folder)
        weights = try WeightFolder(folder)
        try check(ignoring: document.otherPrefixes)
    }

    /// The tensors of a GGUF file; see ``CheckpointDescription/tensors(of:type:)``.
    func tensors(
        type: (_ name: String, _ shape: [Int], _ present: ElementType) -> ElementType
    ) -> [ConvertedTensor] {
        description.tensors(of: weights, type: type)
    }

    /// The GGUF file that it would become, matrices in the checkpoint's own types. Nothing is written:
    /// tensors are converted as they are asked for.
    ///
    /// - Throws: `MappedBufferError` if there are no addresses for it.
    func file(on pool: WorkerPool) throws -> GGUFFile {
        try GGUFFile(
            values: description.values,
            conversion: TensorConversion(
                items: tensors { _, _, present in present }, location: folder), pool: pool)
    }

    private func check(ignoring prefixes: [String]) throws {
        var faults: [String] = []
        func add(_ what: String, _ names: [String]) {
            guard !names.isEmpty else { return }
            let more = names.count > 8 ? " and \(names.count - 8) more" : ""
            faults.append(
                "\(what): "
                    + names.prefix(8).map { String($0.prefix(120)) }
                    .joined(separator: ", ") + more)
        }
        let expected = Dictionary(
            description.tensors.map { ($0.source, $0.sourceShape) },
            uniquingKeysWith: { first, _ in first })
        let present = Set(weights.names)
        add("missing", expected.keys.filter { !present.contains($0) }.sorted())
        add(
            "not known",
            weights.names.filter { name in
                expected[name] == nil && !name.hasSuffix(".rotary_emb.inv_freq")
                    && !prefixes.contains { name.hasPrefix($0) }
            }.sorted())
        add(
            "wrong shape",
            expected.sorted { $0.key < $1.key }.compactMap { name, shape in
                guard let found = weights.shape(of: name), found != shape else { return nil }
                return "\(name) of \(found) instead of \(shape)"
            })
        guard !faults.isEmpty else { return }
        throw ModelFileError(
            file: weights.location,
            message: "the tensors are not those that config.json describes: "
                + faults.joined(separator: "; "),
            remedy: "download the folder again, whole and of one release; adapters and models with "
                + "experts are of other kinds")
    }
}
