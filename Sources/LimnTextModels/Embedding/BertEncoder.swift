import Foundation
import LimnTensors

/// The encoder of BERT (Devlin and others, 2018): layers of attention and a two-layer perceptron,
/// each followed by a layer norm; the vector of a text is the mean of its tokens' last states.
///
/// Texts that are encoded together share the products with the weights, in which every token's
/// result is its own, and nothing else. So a text's vector has the same bits beside any other
/// texts and with any number of threads.
struct BertEncoder: Sendable {
    private let weights: BertWeights
    private let size: EmbeddingContainer.Dimensions
    private let pool: WorkerPool

    /// Tokens that one task of a token-wise operation takes.
    private static let chunk = 4

    init(_ container: EmbeddingContainer, pool: WorkerPool) throws {
        weights = try BertWeights(container, pool: pool)
        size = container.dimensions
        self.pool = pool
    }

    /// The unit vectors of some texts' tokens, each at least one and no more than the positions.
    func encode(_ texts: [[Int32]]) throws -> [[Float]] {
        let space = try BertWorkspace(texts, size: size, threads: pool.threads)
        embed(space)
        for layer in weights.layers {
            let projections = [layer.query, layer.key, layer.value].enumerated().map {
                part, linear in
                product(
                    linear, space.narrow, into: space.projections.start + part * size.hidden,
                    stride: 3 * size.hidden)
            }
            pool.multiply(projections)
            attend(space)
            add(layer.attentionOutput, of: space.narrow, to: space)
            eachToken(of: space) { normalize($0, layer.attentionNorm, space) }
            pool.multiply([
                product(
                    layer.expansion, space.narrow, into: space.inner.start,
                    stride: size.intermediate)
            ])
            eachToken(of: space) { token in
                let row = space.inner.start + token * size.intermediate
                TransformerOperations.gelu(row, count: size.intermediate)
                space.wide.store(row, range: 0..<size.intermediate, column: token)
            }
            add(layer.contraction, of: space.wide, to: space)
            eachToken(of: space) { normalize($0, layer.outputNorm, space) }
        }
        return texts.indices.map { text in
            Self.unitMean(
                space.states.start + space.starts[text] * size.hidden, tokens: texts[text].count,
                size: size.hidden)
        }
    }

    private func embed(_ space: BertWorkspace) {
        for (text, start) in zip(space.texts, space.starts) {
            for (index, id) in text.enumerated() {
                let row = space.states.start + (start + index) * size.hidden
                weights.copyWord(id, size: size.hidden, into: row)
                let position = weights.positions.start + index * size.hidden
                for column in 0..<size.hidden {
                    row[column] += position[column] + weights.types.start[column]
                }
                normalize(start + index, weights.embeddingNorm, space)
            }
        }
    }

    /// Attention of every head of every text; the results become the narrow activations.
    private func attend(_ space: BertWorkspace) {
        let width = size.hidden / size.heads
        pool.run(space.texts.count * size.heads) { task, worker in
            let text = task / size.heads
            attend(
                from: space.starts[text], tokens: space.texts[text].count,
                column: task % size.heads * width, space, space.head(of: worker))
        }
        eachToken(of: space) { token in
            space.narrow.store(
                space.context.start + token * size.hidden, range: 0..<size.hidden, column: token)
        }
    }

    private func attend(
        from start: Int, tokens: Int, column: Int, _ space: BertWorkspace,
        _ queries: UnsafeMutablePointer<Float>
    ) {
        let width = size.hidden / size.heads
        let keys = queries + tokens * width
        let values = keys + tokens * width
        let result = values + tokens * width
        let scores = result + tokens * width
        let scale = 1 / Float(width).squareRoot()
        for token in 0..<tokens {
            let row = space.projections.start + (start + token) * 3 * size.hidden + column
            for index in 0..<width {
                queries[token * width + index] = row[index] * scale
                keys[token * width + index] = row[size.hidden + index]
                values[index * tokens + token] = row[2 * size.hidden + index]
            }
        }
        Matmul.float32(queries, keys, into: scores, rows: tokens, columns: tokens, inner: width)
        for token in 0..<tokens {
            TransformerOperations.softmax(scores + token * tokens, count: tokens)
        }
        Matmul.float32(scores, values, into: result, rows: tokens, columns: width, inner: tokens)
        for token in 0..<tokens {
            (space.context.start + (start + token) * size.hidden + column).update(
                from: result + token * width, count: width)
        }
    }

    private func product(
        _ linear: BertWeights.Linear, _ inputs: Activations, accumulates: Bool = false,
        into output: UnsafeMutablePointer<Float>, stride: Int
    ) -> Product {
        Product(
            linear.matrix, inputs, bias: UnsafePointer(linear.bias.start),
            accumulates: accumulates, output: output, stride: stride)
    }

    /// Adds a linear layer's result to the states.
    private func add(_ linear: BertWeights.Linear, of inputs: Activations, to space: BertWorkspace)
    {
        pool.multiply([
            product(
                linear, inputs, accumulates: true, into: space.states.start, stride: size.hidden)
        ])
    }

    private func eachToken(of space: BertWorkspace, _ body: (Int) -> Void) {
        pool.run((space.tokens + Self.chunk - 1) / Self.chunk) { task, _ in
            for token in task * Self.chunk..<min((task + 1) * Self.chunk, space.tokens) {
                body(token)
            }
        }
    }

    /// Normalises a token's state and makes it the narrow activation.
    private func normalize(_ token: Int, _ norm: BertWeights.Norm, _ space: BertWorkspace) {
        let row = space.states.start + token * size.hidden
        TransformerOperations.layerNorm(
            row, scale: norm.scale.start, shift: norm.shift.start, count: size.hidden,
            epsilon: size.epsilon, into: row)
        space.narrow.store(row, range: 0..<size.hidden, column: token)
    }

    private static func unitMean(
        _ states: UnsafePointer<Float>, tokens: Int, size: Int
    ) -> [Float] {
        var mean = [Float](repeating: 0, count: size)
        for token in 0..<tokens {
            for column in 0..<size { mean[column] += states[token * size + column] }
        }
        return mean.unitVector
    }
}
