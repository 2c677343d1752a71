import LimnTokenizers

/// The bytes of a vocabulary's tokens as trees, for asking which of them an automaton can read.
///
/// Build one for each tokenizer and share it: it takes tens of milliseconds for 150,000 tokens.
public final class TokenTrie: Sendable {
    /// Nearly all tokens are no longer than this. What an automaton can read of them depends on no more
    /// than so many bytes, which many of its states treat alike.
    static let shortLength = 16

    /// The tokens of up to ``shortLength`` bytes.
    let short: TokenTree
    /// The others.
    let long: TokenTree
    let tokenBytes: [[UInt8]]
    let endOfGeneration: Set<Int32>
    /// Whether each byte is a token of its own.
    let writableBytes: [Bool]

    /// The number of token ids.
    public var vocabularySize: Int { tokenBytes.count }

    /// The trees of a tokenizer's ordinary tokens.
    public init(_ tokenizer: any Tokenizer) {
        let ends = tokenizer.endOfGenerationTokens
        let bytes = (0..<Int32(clamping: tokenizer.vocabularySize)).map { id in
            tokenizer.isSpecial(id) || ends.contains(id) ? [] : tokenizer.bytes(of: id)
        }
        short = TokenTree(bytes, ids: bytes.indices.filter { bytes[$0].count <= Self.shortLength })
        long = TokenTree(bytes, ids: bytes.indices.filter { bytes[$0].count > Self.shortLength })
        var writable = [Bool](repeating: false, count: 256)
        for token in bytes where token.count == 1 { writable[Int(token[0])] = true }
        tokenBytes = bytes
        endOfGeneration = ends.filter { $0 >= 0 && $0 < Int32(clamping: bytes.count) }
        writableBytes = writable
    }
}
