import LimnModelFiles
import LimnTensors

/// The weights of a BERT encoder: matrices of the layers as floats, word embeddings as they lie in
/// the file.
struct BertWeights: Sendable {
    /// A linear layer, its weights row by row, a row for each output.
    struct Linear: Sendable {
        let weights: FloatBuffer
        let bias: FloatBuffer
        let inputs: Int
        var outputs: Int { bias.count }
    }

    /// A layer norm.
    struct Norm: Sendable {
        let scale: FloatBuffer
        let shift: FloatBuffer
    }

    struct Layer: Sendable {
        /// Queries, keys and values, one below the other.
        let attention: Linear
        let attentionOutput: Linear
        let attentionNorm: Norm
        let expansion: Linear
        let contraction: Linear
        let outputNorm: Norm
    }

    /// One row of ``hidden`` elements for each token, in the file's pages.
    private let words: Words
    let positions: FloatBuffer
    let types: FloatBuffer
    let embeddingNorm: Norm
    let layers: [Layer]

    private struct Words: @unchecked Sendable {
        /// Keeps the pages mapped.
        let file: MappedBuffer
        let type: ElementType
        let bytes: UnsafeRawBufferPointer
    }

    init(_ container: EmbeddingContainer) throws {
        let size = container.dimensions
        let loader = Loader(container: container)
        let table = try container.tensor("emb.word", count: size.vocabulary * size.hidden)
        words = Words(file: container.file, type: table.type, bytes: table.bytes)
        positions = try loader.floats("emb.pos", count: size.positions * size.hidden)
        types = try loader.floats("emb.type", count: size.types * size.hidden)
        embeddingNorm = try loader.norm("emb.ln", size.hidden)
        layers = try (0..<size.layers).map { index in
            let name = "l\(index)."
            return Layer(
                attention: try loader.linear(
                    ["q", "k", "v"].map { name + $0 }, from: size.hidden, to: size.hidden),
                attentionOutput: try loader.linear(
                    [name + "ao"], from: size.hidden, to: size.hidden),
                attentionNorm: try loader.norm(name + "aln", size.hidden),
                expansion: try loader.linear(
                    [name + "fi"], from: size.hidden, to: size.intermediate),
                contraction: try loader.linear(
                    [name + "fo"], from: size.intermediate, to: size.hidden),
                outputNorm: try loader.norm(name + "oln", size.hidden))
        }
    }

    /// Writes the word embedding of a token, which must be in the vocabulary.
    func copyWord(_ id: Int32, size: Int, into output: UnsafeMutablePointer<Float>) {
        guard let rowBytes = words.type.byteCount(of: size) else { return }
        let start = Int(id) * rowBytes
        TransformerOperations.dequantize(
            UnsafeRawBufferPointer(rebasing: words.bytes[start..<(start + rowBytes)]),
            elementType: words.type, count: size, into: output)
    }

    private struct Loader {
        let container: EmbeddingContainer

        func floats(_ name: String, count: Int) throws -> FloatBuffer {
            let buffer = try FloatBuffer(count: count)
            try copy(name, count: count, into: buffer.start)
            return buffer
        }

        func norm(_ name: String, _ size: Int) throws -> Norm {
            Norm(
                scale: try floats(name + ".w", count: size),
                shift: try floats(name + ".b", count: size))
        }

        /// Layers of equal shape, one below the other, as one.
        func linear(_ names: [String], from inputs: Int, to outputs: Int) throws -> Linear {
            let weights = try FloatBuffer(count: names.count * outputs * inputs)
            let bias = try FloatBuffer(count: names.count * outputs)
            for (index, name) in names.enumerated() {
                try copy(
                    name + ".w", count: outputs * inputs,
                    into: weights.start + index * outputs * inputs)
                try copy(name + ".b", count: outputs, into: bias.start + index * outputs)
            }
            return Linear(weights: weights, bias: bias, inputs: inputs)
        }

        private func copy(
            _ name: String, count: Int, into output: UnsafeMutablePointer<Float>
        ) throws {
            let tensor = try container.tensor(name, count: count)
            TransformerOperations.dequantize(
                tensor.bytes, elementType: tensor.type, count: count, into: output)
        }
    }
}
