import Foundation
import LimnTestSupport
import LimnTokenizers
import Testing

@testable import LimnVisionModels

/// Conversations with InternLM-XComposer, in the layout of its own code.
@Suite struct XComposerChatTests {
    private struct Golden: Decodable {
        struct Piece: Decodable {
            let text: String
            let ids: [Int32]
        }
        struct Chat: Decodable {
            let firstTurn: [Piece]
        }
        let chat: Chat
    }

    private static let vocabulary = GoldenFile.fixtures
        .appending(path: "../../../shared/xcomposer/tokenizer.model").standardized
    private static let isThere = FileManager.default.fileExists(atPath: vocabulary.path)

    @Test(
        "A first question has the tokens of the official code, piece by piece",
        .enabled(if: isThere, "needs ../shared/xcomposer/tokenizer.model"))
    func firstTurn() throws {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let golden = try decoder.decode(
            Golden.self,
            from: Data(contentsOf: XComposerFixture.folder.appending(path: "prompts.json"))
        ).chat.firstTurn
        var vocabulary = try SentencePieceVocabulary(
            model: Array(Data(contentsOf: Self.vocabulary)))
        vocabulary.addsBeginningOfText = true
        vocabulary.trimsBesideControlTokens = true
        var configuration = XComposerConfiguration()
        configuration.beginningOfText = 1
        let tokenizer = try SentencePieceTokenizer(vocabulary)
        let parts = XComposerChat.turn(
            [.tokens(tokenizer.encode(golden[1].text, parsingSpecial: false))], isFirst: true,
            configuration: configuration, tokenizer: tokenizer)
        #expect(parts == golden.map { .tokens($0.ids) })
    }

    @Test("A later question closes the answer before it, and pictures stand before its words")
    func laterTurn() throws {
        let model = try XComposerFixture.model()
        let pieces = try SentencePieceTokenizer(
            SentencePieceVocabulary(
                pieces: ["<unk>", "<s>", "</s>", "a", "\n"], scores: [0, 0, 0, 0, 0],
                kinds: [.unknown, .control, .control, .normal, .normal], beginningOfText: 1,
                endOfText: 2))
        let chat = XComposerChat(model, tokenizer: pieces)
        let picture = try XComposerFixture.picture(0)
        let parts = try chat.turn(VisionQuestion("a", pictures: [picture]), isFirst: false)
        try #require(parts.count == 4)
        guard case .tokens(let opening) = parts[0], case .tokens(let closing) = parts[3] else {
            return #expect(Bool(false))
        }
        #expect(opening.first == 121 && closing.prefix(2) == [4, 120])
        #expect(parts[1] == .picture(try model.embed(picture)) && parts[2] == .tokens([3]))
        #expect(chat.endsOfAnswer == [120, 121, 2])
    }
}
