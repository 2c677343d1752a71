import Foundation
import LimnTensors
import LimnTokenizers

/// Turns texts into vectors whose scalar product says how much they have to do with each other:
/// multilingual-e5-small (Wang and others, 2024), a BERT encoder for a hundred languages.
///
/// ```swift
/// let embedder = try TextEmbedder.load(file)
/// let query = try embedder.embed(["zebra at dawn"], as: .query)
/// let captions = try embedder.embed(["一匹斑马站在草地上"], as: .passage)
/// ```
///
/// A text's vector depends on the text alone: neither on the texts beside it nor on the number of
/// threads.
public final class TextEmbedder: Sendable {
    /// The length of the vectors.
    public let dimensions: Int

    /// The most tokens of a text that count; what lies beyond is not looked at.
    public let tokenLimit: Int

    private let tokenizer: UnigramTokenizer
    private let beginning: Int32
    private let end: Int32
    private let encoder: BertEncoder
    private let pool: WorkerPool

    /// Loads a model from the catalog's container file.
    ///
    /// - Parameters:
    ///   - file: The container, `e5-small-q4.bin`.
    ///   - threads: How many texts are embedded at a time; as many as there are processors if nil.
    /// - Throws: `ModelFileError` naming the file and the offset at which it is wrong, or
    ///   `TensorError` where memory or threads are short.
    public static func load(_ file: URL, threads: Int? = nil) throws -> TextEmbedder {
        try TextEmbedder(
            EmbeddingContainer(file),
            threads: threads ?? ProcessInfo.processInfo.activeProcessorCount)
    }

    private init(_ container: EmbeddingContainer, threads: Int) throws {
        tokenizer = container.tokenizer
        beginning = container.beginning
        end = container.end
        encoder = try BertEncoder(container)
        dimensions = container.dimensions.hidden
        tokenLimit = container.dimensions.positions
        pool = try WorkerPool(threads: threads)
    }

    /// The unit vectors of some texts, in their order.
    ///
    /// - Parameters:
    ///   - texts: The texts, without a prefix; brought into Unicode's NFKC form here.
    ///   - role: What they are embedded for.
    /// - Throws: `TensorError` where memory is short.
    public func embed(_ texts: [String], as role: EmbeddingRole) throws -> [[Float]] {
        guard !texts.isEmpty else { return [] }
        let ids = texts.map { tokens(of: $0, as: role) }
        let longest = ids.map(\.count).max() ?? 0
        let scratch = try (0..<pool.threads).map { _ in
            try BertEncoder.Scratch(tokens: longest, size: encoder.size)
        }
        // Longest first, so that no thread starts on a long text when the others are done.
        let order = ids.indices.sorted { (ids[$1].count, $0) < (ids[$0].count, $1) }
        var vectors = [[Float]](repeating: [], count: texts.count)
        vectors.withUnsafeMutableBufferPointer { vectors in
            pool.run(order.count) { turn, worker in
                let index = order[turn]
                vectors[index] = encoder.encode(ids[index], scratch: scratch[worker])
            }
        }
        return vectors
    }

    /// The tokens of a text with its prefix, between the beginning and the end token.
    func tokens(of text: String, as role: EmbeddingRole) -> [Int32] {
        let content = tokenizer.encode(role.prefix + text)
        return [beginning] + content.prefix(tokenLimit - 2) + [end]
    }
}
