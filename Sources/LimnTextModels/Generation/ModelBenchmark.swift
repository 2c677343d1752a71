import Foundation
import LimnTensors
import LimnTokenizers

/// The speed of a model, measured as `Benchmarks/llama_peer.py` measures llama.cpp.
public struct ModelBenchmark: Sendable, Codable {
    /// The name of the model's file.
    public let model: String
    /// The number of threads.
    public let threads: Int
    /// Tokens a second over a prompt of 512 tokens.
    public let prefillTokensPerSecond: Double
    /// Tokens a second over 128 greedy tokens after a prompt of 512, one stream.
    public let decodeTokensPerSecond: Double
    /// Tokens a second, summed over streams of 128 greedy tokens after prompts of 32, together.
    public let batchTokensPerSecond: Double
    /// The number of streams.
    public let parallel: Int
    /// The bytes of weights that are read for a token, or for a token of each stream together.
    public let weightByteCount: Int
    /// How finely keys and values were kept.
    public let cache: String
    /// The most bytes of keys and values that the measurement kept.
    public let cacheByteCount: Int

    private enum CodingKeys: String, CodingKey {
        case model
        case threads, cache
        case prefillTokensPerSecond = "prefill_tps"
        case decodeTokensPerSecond = "decode_tps"
        case batchTokensPerSecond = "batch_tps"
        case parallel
        case weightByteCount = "weight_bytes"
        case cacheByteCount = "kv_bytes"
    }

    /// Measures a model; the medians of `runs` runs.
    ///
    /// - Throws: ``GenerationError`` if the model has no room for 640 positions, or what the
    ///   generator throws.
    public static func measure(
        _ model: TextModel, runs: Int = 3, parallel: Int = 8
    ) throws -> ModelBenchmark {
        let sentence =
            "The harbour wakes before the town does, and the first boats leave while the lamps are "
            + "still lit. "
        let text = String(repeating: sentence, count: 60)
        let prompt = Array(model.tokenizer.encode(text, parsingSpecial: true).prefix(512))
        func request(_ prompt: some Sequence<Int32>, _ maxTokens: Int) -> GenerationRequest {
            GenerationRequest(prompt: Array(prompt), maxTokens: maxTokens, ignoreEndOfText: true)
        }
        // Nothing may be kept from one run to the next.
        let single = try TextGenerator(model: model, parallel: 1, prefixByteLimit: 0)
        let batched = try TextGenerator(model: model, parallel: parallel, prefixByteLimit: 0)
        _ = try single.generate([request(prompt.prefix(64), 8)])
        _ = try batched.generate([request(prompt.prefix(64), 8)])
        var prefill: [Double] = []
        var decode: [Double] = []
        var batch: [Double] = []
        for _ in 0..<max(runs, 1) {
            let result = try single.generate([request(prompt, 128)])[0]
            prefill.append(Double(prompt.count) / result.prefillSeconds)
            decode.append(Double(result.ids.count - 1) / result.decodeSeconds)
            let requests = (0..<parallel).map { request(prompt.dropFirst($0).prefix(32), 128) }
            let start = ContinuousClock.now
            let results = try batched.generate(requests)
            let tokens = results.reduce(0) { $0 + $1.ids.count }
            batch.append(Double(tokens) / start.duration(to: .now).seconds)
        }
        return ModelBenchmark(
            model: model.file.lastPathComponent, threads: model.threads,
            prefillTokensPerSecond: median(prefill), decodeTokensPerSecond: median(decode),
            batchTokensPerSecond: median(batch), parallel: parallel,
            weightByteCount: model.weightByteCount, cache: model.cache.rawValue,
            cacheByteCount: max(640, parallel * 160) * model.cachedBytesPerToken)
    }

    /// Bytes a second that so many threads read from memory: the bound of a single stream, which reads
    /// all weights for each token.
    ///
    /// - Throws: `TensorError` if memory or threads are short.
    public static func readBytesPerSecond(threads: Int) throws -> Double {
        try ReadBandwidth.measure(WorkerPool(threads: threads))
    }

    private static func median(_ values: [Double]) -> Double {
        let sorted = values.sorted()
        let middle = sorted.count / 2
        let median =
            sorted.count.isMultiple(of: 2)
            ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
        return (median * 10).rounded() / 10
    }
}
