import Foundation
import LimnModelFiles

/// The sizes of a published language model: what its configuration says, completed and checked.
struct CheckpointSizes: Sendable {
    let width: Int
    let inner: Int
    let layers: Int
    let heads: Int
    let keyValueHeads: Int
    let headSize: Int
    let vocabularySize: Int
    let positions: Int
    let epsilon: Float
    let isTied: Bool
    let hasAttentionBiases: Bool
    let hasFeedForwardBiases: Bool

    /// - Throws: `ModelFileError` that names the key whose value makes no sense.
    init(
        _ c: CheckpointConfiguration, family: CheckpointFamily, isTied: Bool? = nil, file: URL
    ) throws {
        func count(_ key: String, _ value: Int?, upTo most: Int) throws -> Int {
            guard let value else {
                throw ModelFileError(
                    file: file, message: "\(key) is missing",
                    remedy: "download the file again, it may be of another model")
            }
            guard (1...most).contains(value) else {
                throw ModelFileError(
                    file: file, message: "\(key) is \(value), not from 1 to \(most)",
                    remedy: "download the file again, it may be damaged")
            }
            return value
        }
        width = try count("hidden_size", c.width, upTo: 1 << 16)
        inner = try count("intermediate_size", c.inner, upTo: 1 << 20)
        layers = try count("num_hidden_layers", c.layers, upTo: 1_024)
        heads = try count("num_attention_heads", c.heads ?? family.heads?.all, upTo: 1_024)
        keyValueHeads = try count(
            "num_key_value_heads", c.keyValueHeads ?? family.heads?.keyValue ?? heads, upTo: heads)
        headSize = try count(
            "head_dim", c.headSize ?? family.headSize ?? width / heads, upTo: 4_096)
        vocabularySize = try count(
            "vocab_size", c.vocabularySize ?? family.vocabularySize, upTo: 1 << 22)
        positions = try count(
            "max_position_embeddings", c.positions ?? family.positions, upTo: 1 << 24)
        epsilon = c.epsilon ?? 1e-6
        self.isTied = isTied ?? c.isTied ?? family.isTied
        hasAttentionBiases = c.hasAttentionBiases ?? c.hasBiases ?? false
        hasFeedForwardBiases = c.hasFeedForwardBiases ?? false
        guard heads.isMultiple(of: keyValueHeads), headSize.isMultiple(of: 2) else {
            throw ModelFileError(
                file: file,
                message: "\(heads) heads, \(keyValueHeads) key/value heads and heads of "
                    + "\(headSize) do not fit together",
                remedy: "download the file again, it may be damaged")
        }
    }
}
