import Foundation
import LimnTokenizers
import Testing

/// Every prompt of InternLM-XComposer's demo against the ids that the official tokenizer gave.
///
/// Its `tokenizer.model` is not part of this repository; `../shared/xcomposer` is looked at.
@Suite struct InternLMTokenizerTests {
    private struct Prompts: Decodable {
        struct Prompt: Decodable {
            let prompt: String
            let ids: [Int32]
        }
        struct Piece: Decodable {
            let text: String
            let ids: [Int32]
            let isAfterBeginning: Bool?

            private enum CodingKeys: String, CodingKey {
                case text, ids
                case isAfterBeginning = "add_bos"
            }
        }
        struct Chat: Decodable {
            let first: [Piece]
            let older: [Piece]
            let history: [Piece]

            private enum CodingKeys: String, CodingKey {
                case first = "first_turn"
                case older = "before_2023_10_12"
                case history = "history_form"
            }
        }
        struct Decoded: Decodable {
            let ids: [Int32]
            let text: String
            let skipping: String

            private enum CodingKeys: String, CodingKey {
                case ids, text
                case skipping = "text_skip_special"
            }
        }

        let article: Prompt
        let spotting: Prompt
        let captions: [Prompt]
        let fixedCount: Prompt
        let insertion: Prompt
        let chat: Chat
        let encode: [Piece]
        let decode: [Decoded]

        private enum CodingKeys: String, CodingKey {
            case article, captions, chat, encode, decode
            case spotting = "auto_spotting"
            case fixedCount = "fixed_count_spotting"
            case insertion = "insert_caption_at_1"
        }
    }

    private static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../..").standardized
    private static let model = root.appending(path: "../shared/xcomposer/tokenizer.model")
        .standardized
    private static let isThere = FileManager.default.fileExists(atPath: model.path)

    private static func tokenizer() throws -> SentencePieceTokenizer {
        var vocabulary = try SentencePieceVocabulary(model: Array(Data(contentsOf: model)))
        vocabulary.addsBeginningOfText = true
        vocabulary.trimsBesideControlTokens = true
        return try SentencePieceTokenizer(vocabulary)
    }

    @Test(
        "InternLM's tokenizer gives the ids of every prompt of the demo",
        .enabled(if: isThere, "needs ../shared/xcomposer/tokenizer.model"))
    func prompts() throws {
        let tokenizer = try Self.tokenizer()
        let prompts = try JSONDecoder().decode(
            Prompts.self,
            from: Data(
                contentsOf: Self.root.appending(path: "Tests/Fixtures/xcomposer/prompts.json")))
        #expect(tokenizer.vocabularySize == 103_168)
        #expect(tokenizer.id(ofSpecial: "<TOKENS_UNUSED_0>") == 103_027)
        #expect(tokenizer.endOfGenerationTokens == [2])
        let whole =
            [prompts.article, prompts.spotting, prompts.fixedCount, prompts.insertion]
            + prompts.captions
        for prompt in whole {
            #expect([1] + tokenizer.encode(prompt.prompt, parsingSpecial: true) == prompt.ids)
        }
        let pieces =
            prompts.chat.first + prompts.chat.older + prompts.chat.history + prompts.encode
        for piece in pieces {
            let beginning: [Int32] = piece.isAfterBeginning == true ? [1] : []
            #expect(
                beginning + tokenizer.encode(piece.text, parsingSpecial: true) == piece.ids,
                "\(piece.text.debugDescription)")
        }
        for decoded in prompts.decode {
            #expect(tokenizer.decodeKeepingSpecial(decoded.ids) == decoded.text)
            #expect(tokenizer.decode(decoded.ids) == decoded.skipping)
        }
    }
}
