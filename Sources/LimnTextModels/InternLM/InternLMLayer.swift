import Foundation
import LimnModelFiles
import LimnTensors

/// One layer of ``InternLMDecoder``.
struct InternLMLayer: Sendable {
    let query: AdaptedLayer
    let key: AdaptedLayer
    let value: AdaptedLayer
    let output: AdaptedLayer
    let gate: AdaptedLayer
    let up: AdaptedLayer
    let down: AdaptedLayer
    private let attentionNorm: [Float]
    private let feedForwardNorm: [Float]
    private let heads: Int
    private let epsilon: Float

    init(
        _ weights: some WeightSource, prefix: String, configuration c: InternLMConfiguration
    ) throws {
        func projection(
            _ name: String, from inputs: Int, to outputs: Int, hasBias: Bool, adapter: String?
        ) throws -> AdaptedLayer {
            let base = try weights.linear(
                prefix + name, from: inputs, to: outputs, hasBias: hasBias)
            guard let adapter, c.adapterRank > 0, c.adapted.contains(adapter) else {
                return AdaptedLayer(base: base, adapter: nil)
            }
            return AdaptedLayer(
                base: base,
                adapter: LoRAAdapter(
                    down: try weights.linear(
                        prefix + name + ".lora_A", from: inputs, to: c.adapterRank, hasBias: false),
                    up: try weights.linear(
                        prefix + name + ".lora_B", from: c.adapterRank, to: outputs,
                        hasBias: false),
                    scale: Float(c.adapterAlpha / Double(c.adapterRank))))
        }
        func attention(_ name: String) throws -> AdaptedLayer {
            try projection(
                "self_attn.\(name)_proj", from: c.width, to: c.width,
                hasBias: c.hasAttentionBiases, adapter: name)
        }
        query = try attention("q")
        key = try attention("k")
        value = try attention("v")
        output = try attention("o")
        gate = try projection(
            "mlp.gate_proj", from: c.width, to: c.feedForwardWidth, hasBias: false, adapter: nil)
        up = try projection(
            "mlp.up_proj", from: c.width, to: c.feedForwardWidth, hasBias: false, adapter: "ffn")
        down = try projection(
            "mlp.down_proj", from: c.feedForwardWidth, to: c.width, hasBias: false, adapter: "ffn")
        attentionNorm = try weights.floats(prefix + "input_layernorm.weight", shape: [c.width])
        feedForwardNorm = try weights.floats(
            prefix + "post_attention_layernorm.weight", shape: [c.width])
        heads = c.heads
        epsilon = c.normEpsilon
    }

    /// What attention adds to the stream; the new keys and values are put behind the others.
    func attention(
        _ stream: FloatMatrix, angles: (cosines: FloatMatrix, sines: FloatMatrix),
        keys: inout FloatMatrix, values: inout FloatMatrix, on pool: WorkerPool
    ) throws -> FloatMatrix {
        let input = stream.rmsNorm(attentionNorm, epsilon: epsilon)
        let queries = rotated(try query(input, on: pool), by: angles)
        keys.append(rotated(try key(input, on: pool), by: angles))
        values.append(try value(input, on: pool))
        let headSize = input.columns / heads
        let attended = FloatAttention.attend(
            queries: queries, keys: keys, values: values, heads: heads,
            scale: 1 / Float(headSize).squareRoot(), isCausal: true, on: pool)
        return try output(attended, on: pool)
    }

    /// What the feed-forward block adds to the stream.
    func feedForward(_ stream: FloatMatrix, on pool: WorkerPool) throws -> FloatMatrix {
        let input = stream.rmsNorm(feedForwardNorm, epsilon: epsilon)
        var inner = try gate(input, on: pool)
        let factors = try up(input, on: pool)
        for index in inner.values.indices {
            let x = inner.values[index]
            inner.values[index] = x / (1 + exp(-x)) * factors.values[index]
        }
        return try down(inner, on: pool)
    }

    private func rotated(
        _ matrix: FloatMatrix, by angles: (cosines: FloatMatrix, sines: FloatMatrix)
    ) -> FloatMatrix {
        var result = matrix
        let headSize = matrix.columns / heads
        result.values.withUnsafeMutableBufferPointer { values in
            angles.cosines.values.withUnsafeBufferPointer { cosines in
                angles.sines.values.withUnsafeBufferPointer { sines in
                    guard let values = values.baseAddress, let cosines = cosines.baseAddress,
                        let sines = sines.baseAddress
                    else { return }
                    for row in 0..<matrix.rows {
                        for head in 0..<heads {
                            TransformerOperations.rotate(
                                values + row * matrix.columns + head * headSize,
                                rotated: headSize, splitHalves: true,
                                cosines: cosines + row * headSize / 2,
                                sines: sines + row * headSize / 2)
                        }
                    }
                }
            }
        }
        return result
    }
}
