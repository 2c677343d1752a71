import Foundation
import LimnTokenizers

/// The byte-pair vocabulary of Tests/Fixtures/tokenizers/tiny.json.
enum TinyVocabulary {
    private struct File: Decodable {
        let tokens: [String]
        let kinds: [Int32]
        let merges: [String]
        let beginningOfText: Int32
        let endOfText: Int32
    }

    static func load(preTokenizer: String = "qwen2") throws -> BytePairVocabulary {
        let url = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../Fixtures/tokenizers/tiny.json").standardized
        let file = try JSONDecoder().decode(File.self, from: Data(contentsOf: url))
        return BytePairVocabulary(
            tokens: file.tokens, kinds: file.kinds.compactMap(TokenKind.init), merges: file.merges,
            preTokenizer: preTokenizer, beginningOfText: file.beginningOfText,
            endOfText: file.endOfText)
    }
}
