import Foundation
import LimnTensors

/// The encoder of BERT (Devlin and others, 2018): layers of attention and a two-layer perceptron,
/// each followed by a layer norm; the vector of a text is the mean of its tokens' last states.
struct BertEncoder: Sendable {
    let weights: BertWeights
    let size: EmbeddingContainer.Dimensions

    init(_ container: EmbeddingContainer) throws {
        weights = try BertWeights(container)
        size = container.dimensions
    }

    /// Room for one text at a time.
    final class Scratch {
        let states: FloatBuffer
        let projections: FloatBuffer
        let context: FloatBuffer
        let inner: FloatBuffer
        let head: FloatBuffer
        let scores: FloatBuffer

        init(tokens: Int, size: EmbeddingContainer.Dimensions) throws {
            states = try FloatBuffer(count: tokens * size.hidden)
            projections = try FloatBuffer(count: tokens * size.hidden * 3)
            context = try FloatBuffer(count: tokens * size.hidden)
            inner = try FloatBuffer(count: tokens * max(size.intermediate, size.hidden))
            head = try FloatBuffer(count: tokens * size.hidden / size.heads * 4)
            scores = try FloatBuffer(count: tokens * tokens)
        }
    }

    /// The unit vector of a text's tokens, which fit the positions and the scratch room.
    ///
    /// The same tokens always give the same bits: every sum runs in an order that depends on
    /// nothing but the number of tokens.
    func encode(_ ids: [Int32], scratch: Scratch) -> [Float] {
        embed(ids, into: scratch.states.start)
        for layer in weights.layers {
            attend(layer, tokens: ids.count, scratch)
            add(layer.attentionOutput, of: scratch.context, tokens: ids.count, scratch)
            normalize(scratch.states.start, layer.attentionNorm, tokens: ids.count)
            multiply(scratch.states.start, layer.expansion, tokens: ids.count, into: scratch.inner)
            Self.gelu(scratch.inner.start, count: ids.count * size.intermediate)
            add(layer.contraction, of: scratch.inner, tokens: ids.count, scratch)
            normalize(scratch.states.start, layer.outputNorm, tokens: ids.count)
        }
        return Self.unitMean(scratch.states.start, tokens: ids.count, size: size.hidden)
    }

    private func embed(_ ids: [Int32], into states: UnsafeMutablePointer<Float>) {
        for (index, id) in ids.enumerated() {
            let row = states + index * size.hidden
            weights.copyWord(id, size: size.hidden, into: row)
            let position = weights.positions.start + index * size.hidden
            for column in 0..<size.hidden {
                row[column] += position[column] + weights.types.start[column]
            }
        }
        normalize(states, weights.embeddingNorm, tokens: ids.count)
    }

    /// Attention of every head, its results side by side in the context.
    private func attend(_ layer: BertWeights.Layer, tokens: Int, _ scratch: Scratch) {
        multiply(
            scratch.states.start, layer.attention, tokens: tokens, into: scratch.projections)
        let width = size.hidden / size.heads
        let queries = scratch.head.start
        let keys = queries + tokens * width
        let values = keys + tokens * width
        let result = values + tokens * width
        let scale = 1 / Float(width).squareRoot()
        for head in 0..<size.heads {
            for token in 0..<tokens {
                let row = scratch.projections.start + token * 3 * size.hidden + head * width
                for column in 0..<width {
                    queries[token * width + column] = row[column] * scale
                    keys[token * width + column] = row[size.hidden + column]
                    values[column * tokens + token] = row[2 * size.hidden + column]
                }
            }
            Matmul.float32(
                queries, keys, into: scratch.scores.start, rows: tokens, columns: tokens,
                inner: width)
            for token in 0..<tokens {
                TransformerOperations.softmax(scratch.scores.start + token * tokens, count: tokens)
            }
            Matmul.float32(
                scratch.scores.start, values, into: result, rows: tokens, columns: width,
                inner: tokens)
            for token in 0..<tokens {
                (scratch.context.start + token * size.hidden + head * width).update(
                    from: result + token * width, count: width)
            }
        }
    }

    /// Adds a linear layer's result to the states.
    private func add(
        _ linear: BertWeights.Linear, of input: FloatBuffer, tokens: Int, _ scratch: Scratch
    ) {
        let states = scratch.states.start
        for token in 0..<tokens {
            for column in 0..<linear.outputs {
                states[token * linear.outputs + column] += linear.bias.start[column]
            }
        }
        Matmul.float32(
            input.start, linear.weights.start, into: states, rows: tokens,
            columns: linear.outputs, inner: linear.inputs, accumulating: true)
    }

    private func multiply(
        _ input: UnsafePointer<Float>, _ linear: BertWeights.Linear, tokens: Int,
        into output: FloatBuffer
    ) {
        for token in 0..<tokens {
            (output.start + token * linear.outputs).update(
                from: linear.bias.start, count: linear.outputs)
        }
        Matmul.float32(
            input, linear.weights.start, into: output.start, rows: tokens,
            columns: linear.outputs, inner: linear.inputs, accumulating: true)
    }

    private func normalize(
        _ states: UnsafeMutablePointer<Float>, _ norm: BertWeights.Norm, tokens: Int
    ) {
        let count = Float(size.hidden)
        for token in 0..<tokens {
            let row = states + token * size.hidden
            var sum: Float = 0
            for column in 0..<size.hidden { sum += row[column] }
            let mean = sum / count
            var squares: Float = 0
            for column in 0..<size.hidden {
                let difference = row[column] - mean
                squares += difference * difference
            }
            let factor = 1 / (squares / count + size.epsilon).squareRoot()
            for column in 0..<size.hidden {
                row[column] =
                    (row[column] - mean) * factor * norm.scale.start[column]
                    + norm.shift.start[column]
            }
        }
    }

    /// The Gaussian error linear unit, exactly: x Φ(x).
    private static func gelu(_ x: UnsafeMutablePointer<Float>, count: Int) {
        for index in 0..<count {
            x[index] = 0.5 * x[index] * (1 + erff(x[index] * 0.707_106_77))
        }
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

extension [Float] {
    /// The vector of length 1 in the same direction; zeros where there is no direction.
    var unitVector: [Float] {
        let squares = reduce(0.0) { $0 + Double($1) * Double($1) }
        guard squares > 1e-24, squares.isFinite else {
            return Array(repeating: 0, count: count)
        }
        let factor = 1 / squares.squareRoot()
        return map { Float(Double($0) * factor) }
    }
}
