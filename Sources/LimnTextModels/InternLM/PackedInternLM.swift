import Foundation
import LimnModelFiles
import LimnTensors

/// The language model of an imported InternLM-XComposer, computed with the weights' own types by the
/// decoder that all GGUF models share.
///
/// Calls take turns: the scratch space is one.
public final class PackedInternLM: EmbeddingDecoder, @unchecked Sendable {
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
    /// - Throws: `ModelFileError` if the file is damaged or of another kind, `TensorError` if memory is
    ///   short.
    public init(_ file: GGUFFile, pool: WorkerPool) throws {
        decoder = try Decoder(file, precision: .automatic, pool: pool)
        guard decoder.configuration.architecture == InternLMNames.architecture else {
            throw ModelFileError(
                file: file.file,
                message: "the architecture is \(decoder.configuration.architecture), not "
                    + InternLMNames.architecture,
                remedy: "give a file that limn models import wrote")
        }
        workspace = try DecoderWorkspace(for: decoder)
    }

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
            values += row
        }
        return FloatMatrix(columns: width, values: values)
    }

    /// Reads a prompt, some hundred positions at a time.
    public func begin(
        _ inputs: FloatMatrix, logitsFrom first: Int
    ) throws -> (State, FloatMatrix) {
        lock.lock()
        defer { lock.unlock() }
        let cache = KVCache(decoder.configuration)
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
