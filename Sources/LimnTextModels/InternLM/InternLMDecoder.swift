import Foundation
import LimnModelFiles
import LimnTensors

/// InternLM's decoder in single precision, with its low-rank adapters kept apart: the plain reference
/// that faster ways of running the model are compared with.
///
/// It reads embeddings, so that pictures can stand among the tokens.
public struct InternLMDecoder: EmbeddingDecoder {
    /// The dimensions.
    public let configuration: InternLMConfiguration
    /// How rotary angles are computed.
    public let rotaryPrecision: RotaryPrecision

    let embeddings: FloatMatrix
    let layers: [InternLMLayer]
    private let norm: [Float]
    private let head: LinearLayer
    private let pool: WorkerPool

    /// Takes the weights whose names begin with `prefix`.
    ///
    /// - Throws: `ModelFileError` if one is missing or has another shape.
    public init(
        _ weights: some WeightSource, prefix: String, configuration: InternLMConfiguration,
        rotaryPrecision: RotaryPrecision, pool: WorkerPool
    ) throws {
        self.configuration = configuration
        self.rotaryPrecision = rotaryPrecision
        self.pool = pool
        let (size, width) = (configuration.vocabularySize, configuration.width)
        embeddings = FloatMatrix(
            columns: width,
            values: try weights.floats(prefix + "model.embed_tokens.weight", shape: [size, width]))
        layers = try (0..<configuration.layers).map {
            try InternLMLayer(
                weights, prefix: "\(prefix)model.layers.\($0).", configuration: configuration)
        }
        norm = try weights.floats(prefix + "model.norm.weight", shape: [width])
        head = try weights.linear(prefix + "lm_head", from: width, to: size, hasBias: false)
    }

    /// The length of an embedding.
    public var width: Int { configuration.width }

    /// The number of tokens.
    public var vocabularySize: Int { configuration.vocabularySize }

    /// An empty cache for a sequence.
    public func makeCache() -> FloatKVCache {
        FloatKVCache(layers: configuration.layers, width: configuration.width)
    }

    /// The embeddings of some tokens.
    ///
    /// - Throws: `GenerationError.unknownToken` if there is a token that the model does not have.
    public func embed(_ tokens: some Sequence<Int32>) throws -> FloatMatrix {
        var values: [Float] = []
        for token in tokens {
            guard token >= 0, token < configuration.vocabularySize else {
                throw GenerationError.unknownToken(
                    request: 0, token: token, vocabularySize: configuration.vocabularySize)
            }
            values += embeddings[Int(token)]
        }
        return FloatMatrix(columns: configuration.width, values: values)
    }

    /// Computes positions that follow those in the cache, and puts them there.
    ///
    /// - Returns: The normalised states, which ``logits(_:)`` takes.
    /// - Throws: `TensorError` if memory is short.
    public func forward(
        _ inputs: FloatMatrix, cache: inout FloatKVCache, trace: TensorTrace? = nil
    ) throws -> FloatMatrix {
        let shape = [1, inputs.rows, configuration.width]
        let angles = rotaryPrecision.angles(
            of: cache.count..<cache.count + inputs.rows, headSize: configuration.headSize,
            base: configuration.rotaryBase)
        var stream = inputs
        for (index, layer) in layers.enumerated() {
            let attended = try layer.attention(
                stream, angles: angles, keys: &cache.keys[index], values: &cache.values[index],
                on: pool)
            stream += attended
            let fed = try layer.feedForward(stream, on: pool)
            stream += fed
            guard let trace else { continue }
            let name = "layer.\(index)"
            trace.record(name + ".self_attn", shape, attended.values)
            trace.record(name + ".mlp", shape, fed.values)
            trace.record(name, shape, stream.values)
            for (part, matrix) in [
                (".k_cache", cache.keys[index]), (".v_cache", cache.values[index]),
            ] {
                let (heads, size) = (configuration.heads, configuration.headSize)
                trace.record(
                    name + part, [1, heads, matrix.rows, size], matrix.headsFirst(heads: heads))
            }
        }
        let states = stream.rmsNorm(norm, epsilon: configuration.normEpsilon)
        trace?.record("norm", shape, states.values)
        return states
    }

    /// The logits of each row of states.
    ///
    /// - Throws: `TensorError` if memory is short.
    public func logits(_ states: FloatMatrix) throws -> FloatMatrix { try head(states, on: pool) }

    /// Reads a prompt.
    public func begin(
        _ inputs: FloatMatrix, logitsFrom first: Int
    ) throws -> (FloatKVCache, FloatMatrix) {
        try extend(makeCache(), with: inputs, logitsFrom: first)
    }

    /// Reads more positions after those of a sequence.
    public func extend(
        _ state: FloatKVCache, with inputs: FloatMatrix, logitsFrom first: Int
    ) throws -> (FloatKVCache, FloatMatrix) {
        var cache = state
        let states = try forward(inputs, cache: &cache)
        return (cache, try logits(states.rows(first..<states.rows)))
    }

    /// Reads one token after each of some sequences, one after the other.
    public func step(
        _ steps: [(state: FloatKVCache, token: Int32)]
    ) throws -> ([FloatKVCache], [[Float]]) {
        var caches: [FloatKVCache] = []
        let rows = try steps.map { step in
            var cache = step.state
            let states = try forward(try embed([step.token]), cache: &cache)
            caches.append(cache)
            return try logits(states).values
        }
        return (caches, rows)
    }
}

extension FloatMatrix {
    /// Root mean square normalisation of each row.
    func rmsNorm(_ weight: [Float], epsilon: Float) -> FloatMatrix {
        mapRows { from, to in
            TransformerOperations.rmsNorm(
                from, weight: weight, count: columns, epsilon: epsilon, into: to)
        }
    }

    /// The elements with the head before the position.
    func headsFirst(heads: Int) -> [Float] {
        let width = columns / heads
        return (0..<heads).flatMap { head in
            (0..<rows).flatMap { row in
                let start = row * columns + head * width
                return values[start..<start + width]
            }
        }
    }
}
