import LimnModelFiles
import LimnTensors

/// The weights of a BERT encoder: matrices of the layers packed for products, word embeddings as
/// they lie in the file.
struct BertWeights: Sendable {
    /// A linear layer.
    struct Linear: Sendable {
        let matrix: PackedMatrix
        let bias: FloatBuffer
    }

    /// A layer norm.
    struct Norm: Sendable {
        let scale: FloatBuffer
        let shift: FloatBuffer
    }

    struct Layer: Sendable {
        let query: Linear
        let key: Linear
        let value: Linear
        let attentionOutput: Linear
        let attentionNorm: Norm
        let expansion: Linear
        let contraction: Linear
        let outputNorm: Norm
    }

    /// How the matrices of the layers are stored.
    static let matrixType = ElementType.q4_0

    /// One row of `hidden` elements for each token, in the file's pages.
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

    init(_ container: EmbeddingContainer, pool: WorkerPool) throws {
        let size = container.dimensions
        let loader = Loader(container: container, pool: pool)
        let table = try container.tensor("emb.word", count: size.vocabulary * size.hidden)
        words = Words(file: container.file, type: table.type, bytes: table.bytes)
        positions = try loader.floats("emb.pos", count: size.positions * size.hidden)
        types = try loader.floats("emb.type", count: size.types * size.hidden)
        embeddingNorm = try loader.norm("emb.ln", size.hidden)
        layers = try (0..<size.layers).map { index in
            let name = "l\(index)."
            func square(_ part: String) throws -> Linear {
                try loader.linear(name + part, from: size.hidden, to: size.hidden)
            }
            return Layer(
                query: try square("q"), key: try square("k"), value: try square("v"),
                attentionOutput: try square("ao"),
                attentionNorm: try loader.norm(name + "aln", size.hidden),
                expansion: try loader.linear(
                    name + "fi", from: size.hidden, to: size.intermediate),
                contraction: try loader.linear(
                    name + "fo", from: size.intermediate, to: size.hidden),
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
        let pool: WorkerPool

        func floats(_ name: String, count: Int) throws -> FloatBuffer {
            let tensor = try container.tensor(name, count: count)
            let buffer = try FloatBuffer(count: count)
            TransformerOperations.dequantize(
                tensor.bytes, elementType: tensor.type, count: count, into: buffer.start)
            return buffer
        }

        func norm(_ name: String, _ size: Int) throws -> Norm {
            Norm(
                scale: try floats(name + ".w", count: size),
                shift: try floats(name + ".b", count: size))
        }

        func linear(_ name: String, from inputs: Int, to outputs: Int) throws -> Linear {
            let tensor = try container.tensor(
                name + ".w", count: outputs * inputs, types: [BertWeights.matrixType])
            return Linear(
                matrix: try PackedMatrix(
                    tensor.bytes, elementType: tensor.type, rows: outputs, columns: inputs,
                    pool: pool),
                bias: try floats(name + ".b", count: outputs))
        }
    }
}
