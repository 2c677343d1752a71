import Foundation
import LimnModelFiles
import LimnTensors

/// The GGUF file that a published language model becomes: what it says, and of what its tensors are made.
package struct CheckpointDescription: Sendable {
    /// What the file says beside the tensors.
    package let values: [(String, GGUFWriter.Value)]
    /// The number of layers.
    let layers: Int
    /// Whether the embeddings give the logits too.
    let isTied: Bool
    let tensors: [CheckpointTensor]
    private let pairFactors: [Float]?

    /// Describes a model by its configuration and the tokenizer beside it.
    ///
    /// - Parameter isTied: Whether the embeddings give the logits too, where that is known otherwise than by
    ///   the configuration.
    /// - Throws: `ModelFileError` that names the file and what makes no sense or is not known.
    package init(_ document: CheckpointDocument, in folder: URL, isTied: Bool? = nil) throws {
        let family = document.family
        let sizes = try CheckpointSizes(
            document.text, family: family, isTied: isTied, file: document.file)
        let rotary = try CheckpointRotary(
            document.text, family: family, sizes: sizes, file: document.file)
        tensors = family.tensors(sizes, prefix: document.prefix)
        pairFactors = rotary.pairFactors
        layers = sizes.layers
        self.isTied = sizes.isTied
        values =
            try document.values(sizes, rotary: rotary)
            + CheckpointTokenizer.values(folder, document: document, sizes: sizes)
    }

    /// The tensors of the file.
    ///
    /// - Parameters:
    ///   - weights: The model's weights.
    ///   - type: The type of a matrix, by its name and shape in the file, and the type that the checkpoint
    ///     has it in. Norms, biases and factors are in single precision.
    package func tensors(
        of weights: WeightFolder,
        type: (_ name: String, _ shape: [Int], _ present: ElementType) -> ElementType
    ) -> [ConvertedTensor] {
        var items = tensors.map { tensor in
            ConvertedTensor(
                weights, tensor.source, sourceShape: tensor.sourceShape, as: tensor.name,
                shape: tensor.shape,
                type: tensor.shape.count == 2
                    ? type(
                        tensor.name, tensor.shape, weights.elementType(of: tensor.source) ?? .f32)
                    : .f32, order: tensor.order, adding: tensor.added)
        }
        if let pairFactors {
            items.append(
                ConvertedTensor(
                    name: "rope_freqs.weight", shape: [pairFactors.count], type: .f32,
                    source: "rope_scaling",
                    contents: .rows {
                        { _ in FloatMatrix(columns: pairFactors.count, values: pairFactors) }
                    }, release: {}))
        }
        return items
    }
}
