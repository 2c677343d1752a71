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

    /// Tokens that go through the encoder together: enough to use each weight many times, few
    /// enough for their states to stay in the processor's cache.
    private static let batchTokens = 512

    /// Loads a model from the catalog's container file.
    ///
    /// - Parameters:
    ///   - file: The container, `e5-small-q4.bin`.
    ///   - threads: How many threads work; as many as there are processors if nil.
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
        encoder = try BertEncoder(container, pool: WorkerPool(threads: threads))
        dimensions = container.dimensions.hidden
        tokenLimit = container.dimensions.positions
    }

    /// The unit vectors of some texts, in their order.
    ///
    /// - Parameters:
    ///   - texts: The texts, without a prefix; brought into Unicode's NFKC form here.
    ///   - role: What they are embedded for.
    /// - Throws: `TensorError` where memory is short.
    public func embed(_ texts: [String], as role: EmbeddingRole) throws -> [[Float]] {
        guard !texts.isEmpty else { return [] }
        var vectors: [[Float]] = []
        var batch: [[Int32]] = []
        var size = 0
        for text in texts {
            let ids = tokens(of: text, as: role)
            if size + ids.count > Self.batchTokens, !batch.isEmpty {
                vectors += try encoder.encode(batch)
                batch.removeAll()
                size = 0
            }
            batch.append(ids)
            size += ids.count
        }
        return try vectors + encoder.encode(batch)
    }

    /// The tokens of a text with its prefix, between the beginning and the end token.
    func tokens(of text: String, as role: EmbeddingRole) -> [Int32] {
        let content = tokenizer.encode(role.prefix + text)
        return [beginning] + content.prefix(tokenLimit - 2) + [end]
    }
}
