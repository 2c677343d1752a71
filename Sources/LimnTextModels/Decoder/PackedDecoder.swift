import Foundation
import LimnModelFiles
import LimnTensors

/// A language model of a GGUF file whose prompts are embeddings, computed with the weights' own types by
/// the decoder that all families share.
///
/// Calls take turns: the scratch space is one.
public final class PackedDecoder: EmbeddingDecoder, @unchecked Sendable {
    private let decoder: Decoder
    private let lock = NSLock()
    private let workspace: DecoderWorkspace

    /// How many positions are read in one pass.
    private static let passLength = 256

    /// The keys and values of a sequence, which is not changed any more.
    public struct State: Sendable {
        let cache: KVCache
    }

    /// Loads the weights, which are repacked in memory.
    ///
    /// - Parameters:
    ///   - file: A file of one of ``TextModel/supportedArchitectures``.
    ///   - pool: The threads that work.
    ///   - precision: How finely the inputs of matrix products are rounded.
    ///   - cache: How finely keys and values are kept.
    /// - Throws: `ModelFileError` if the file is damaged or of another kind, `TensorError` if memory is
    ///   short.
    public init(
        _ file: GGUFFile, pool: WorkerPool, precision: InputPrecision = .automatic,
        cache: CachePrecision = .f16
    ) throws {
        decoder = try Decoder(file, precision: precision, cache: cache, pool: pool)
        workspace = try DecoderWorkspace(for: decoder)
    }

    /// A decoder with scratch space of its own beside another's weights.
    init(sharing decoder: Decoder) throws {
        self.decoder = decoder
        workspace = try DecoderWorkspace(for: decoder)
    }

    /// The value of `general.architecture`.
    public var architecture: String { decoder.configuration.architecture }

    /// The longest sequence that the model was made for, in positions.
    public var contextLength: Int { decoder.configuration.contextLength }

    /// The length of an embedding.
    public var width: Int { decoder.configuration.width }

    /// The number of tokens.
    public var vocabularySize: Int { decoder.vocabularySize }

    /// The embeddings of some tokens.
    public func embed(_ tokens: some Sequence<Int32>) throws -> FloatMatrix {
        let tensor = decoder.weights.embeddings
        let bytes = try decoder.file.bytes(of: tensor)
        let rowBytes = tensor.byteCount / tensor.shape.rows
        var row = [Float](repeating: 0, count: width)
        var values: [Float] = []
        for token in tokens {
            try check(token)
            let start = Int(token) * rowBytes
            TransformerOperations.dequantize(
                UnsafeRawBufferPointer(rebasing: bytes[start..<start + rowBytes]),
                elementType: tensor.elementType, count: width, into: &row)
            let scale = decoder.configuration.embeddingScale
            values += scale == 1 ? row : row.map { $0 * scale }
        }
        return FloatMatrix(columns: width, values: values)
    }

    /// Reads a prompt, some hundred positions at a time.
    public func begin(
        _ inputs: FloatMatrix, logitsFrom first: Int
    ) throws -> (State, FloatMatrix) {
        try read(inputs, into: KVCache(decoder.configuration), logitsFrom: first)
    }

    /// Reads more positions after those of a sequence.
    public func extend(
        _ state: State, with inputs: FloatMatrix, logitsFrom first: Int
    ) throws -> (State, FloatMatrix) {
        try read(
            inputs, into: KVCache(state.cache, first: state.cache.count), logitsFrom: first)
    }

    private func read(
        _ inputs: FloatMatrix, into cache: KVCache, logitsFrom first: Int
    ) throws -> (State, FloatMatrix) {
        lock.lock()
        defer { lock.unlock() }
        var rows = FloatMatrix(rows: 0, columns: vocabularySize)
        var position = 0
        while position < inputs.rows {
            let isWanted = position >= first
            let end = min(position + Self.passLength, isWanted ? inputs.rows : first)
            let count = end - position
            // The tokens only have to exist; their embeddings are replaced.
            let input = DecoderInput(
                cache: cache, tokens: [Int32](repeating: 0, count: count)[...],
                logits: isWanted ? .all : .none, embeddings: inputs.rows(position..<end))
            try decoder.forward([input], in: workspace)
            if isWanted { rows.append(logits(count)) }
            position = end
        }
        return (State(cache: cache), rows)
    }

    /// Reads a prompt of tokens, at least one.
    ///
    /// - Returns: The sequence's state and the logits after the last token.
    /// - Throws: `TensorError` if memory is short, `GenerationError.unknownToken`.
    func begin(_ tokens: [Int32]) throws -> (State, [Float]) {
        for token in tokens { try check(token) }
        lock.lock()
        defer { lock.unlock() }
        let cache = KVCache(decoder.configuration)
        while cache.count < tokens.count {
            let end = min(cache.count + Self.passLength, tokens.count)
            let input = DecoderInput(
                cache: cache, tokens: tokens[cache.count..<end],
                logits: end == tokens.count ? .last : .none)
            try decoder.forward([input], in: workspace)
        }
        return (State(cache: cache), Array(logits(1)[0]))
    }

    /// Reads one token after each of some sequences, all in one pass.
    public func step(
        _ steps: [(state: State, token: Int32)]
    ) throws -> ([State], [[Float]]) {
        for step in steps { try check(step.token) }
        lock.lock()
        defer { lock.unlock() }
        let inputs = steps.map { step in
            DecoderInput(
                cache: KVCache(step.state.cache, first: step.state.cache.count),
                tokens: [step.token], logits: .last)
        }
        try decoder.forward(inputs, in: workspace)
        let rows = logits(steps.count)
        return (
            inputs.map { State(cache: $0.cache) }, steps.indices.map { Array(rows[$0]) }
        )
    }

    private func check(_ token: Int32) throws {
        guard token >= 0, token < vocabularySize else {
            throw GenerationError.unknownToken(
                request: 0, token: token, vocabularySize: vocabularySize)
        }
    }

    private func logits(_ rows: Int) -> FloatMatrix {
        FloatMatrix(
            columns: vocabularySize,
            values: Array(
                UnsafeBufferPointer(
                    start: workspace.logits.start, count: rows * vocabularySize)))
    }
}
