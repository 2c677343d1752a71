import Foundation
import LimnArticles
import LimnComposer
import LimnTestSupport
import LimnTextModels
import LimnTokenizers
import LimnVisionModels
import Testing

@testable import LimnEngine

/// The tiny InternLM-XComposer as the writer of a composition.
@Suite struct XComposerWriterTests {
    private static let folder = GoldenFile.fixtures.appending(path: "xcomposer/tiny")

    /// 128 tokens, the ends of turns where the tiny model has them.
    private static func tokenizer() throws -> SentencePieceTokenizer {
        var pieces = ["<unk>", "<s>", "</s>"]
        pieces += Set("ABCDSegabcdefhnort0123456789<>\"\n .,\u{2581}").map(String.init).sorted()
        while pieces.count < 128 { pieces.append("unused\(pieces.count)") }
        pieces[120] = "<TOKENS_UNUSED_0>"
        pieces[121] = "<TOKENS_UNUSED_1>"
        var kinds = [TokenKind](repeating: .normal, count: 128)
        kinds[0] = .unknown
        kinds[1] = .control
        kinds[2] = .control
        kinds[120] = .userDefined
        kinds[121] = .userDefined
        return try SentencePieceTokenizer(
            SentencePieceVocabulary(
                pieces: pieces, scores: pieces.indices.map { -Float($0) }, kinds: kinds,
                beginningOfText: 1, endOfText: 2))
    }

    private func writer() throws -> XComposerWriter {
        XComposerWriter(
            try XComposer.load(Self.folder, threads: 2), tokenizer: try Self.tokenizer(),
            identity: WriterIdentity(name: "tiny", sha256: "0")
        ) { id in Self.folder.appending(path: id.hasSuffix("0.png") ? "image0.png" : "image1.png") }
    }

    private let text = "An egg.\nA rod.\nA cart on the road."

    @Test("A composition has only places, captions and pictures that are possible")
    func composes() async throws {
        let article = try await XComposerComposition(
            writer: try writer(), library: FakeLibrary.animals(9), language: .chinese
        ).compose(title: "t", text: text)
        #expect(article.paragraphs.count == 3)
        for figure in article.figures {
            #expect((0..<3).contains(figure.position))
            #expect(!figure.caption.contains("<") && !figure.caption.contains("\""))
            #expect(figure.picture.map { figure.candidates.contains($0) } == true)
        }
        #expect(Set(article.figures.compactMap(\.picture)).count == article.figures.count)
        let again = try await XComposerComposition(
            writer: try writer(), library: FakeLibrary.animals(9), language: .chinese
        ).compose(title: "t", text: text)
        #expect(again == article)
    }

    @Test("A request is searched for as the model searches, pictures between its words")
    func searches() async throws {
        let writer = try writer()
        var request = InterleavedRequest(
            [.text(" A"), .picture("lion0.png"), .text("\nB.")], beams: 3, maximumLength: 10)
        request.stopsAtTurn = false
        let prompt = try writer.prompt(request.parts)
        #expect(prompt.map(\.count) == [1, 2, 6, 3])
        let model = try XComposer.load(Self.folder, threads: 1)
        let ids = try model.search(
            after: prompt,
            settings: .init(
                beams: 3, maximumLength: 10, endOfText: 2, padding: model.configuration.padding),
            beginning: [1])
        let answer = try await writer.write(request)
        let whole = try Self.tokenizer().decodeKeepingSpecial(ids)
        #expect(whole.hasPrefix(answer) && !answer.contains("<TOKENS_UNUSED_1>"))
        request.mostPositions = 4
        request.pattern = " ?[AB]"
        #expect(["A", "B", " A", " B"].contains(try await writer.write(request)))
    }

    @Test("An answer that starts with its prompt does so, and is penalised for it")
    func startsWithPrompt() async throws {
        var request = InterleavedRequest(
            [.text("A cat")], beams: 1, maximumLength: 12, repetitionPenalty: 5)
        request.startsWithPrompt = true
        let writer = try writer()
        let answer = try await writer.write(request)
        #expect(answer.hasPrefix("A cat"), "\(answer)")
        let prompt = try writer.prompt(request.parts)
        let beginning = prompt.flatMap { if case .tokens(let ids) = $0 { ids } else { [Int32]() } }
        let model = try XComposer.load(Self.folder, threads: 1)
        let ids = try model.search(
            after: prompt,
            settings: .init(
                maximumLength: 12, repetitionPenalty: 5, endOfText: 2,
                padding: model.configuration.padding,
                stopTokens: model.configuration.endsOfTurn), beginning: beginning)
        #expect(ids.count <= 11 && ids.starts(with: beginning.dropFirst()))
        #expect(try Self.tokenizer().decodeKeepingSpecial(ids).hasPrefix(answer))
    }
}
