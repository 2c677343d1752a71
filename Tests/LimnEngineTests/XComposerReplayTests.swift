import Foundation
import LimnArticles
import LimnComposer
import LimnTestSupport
import LimnTokenizers
import Synchronization
import Testing

/// The composition of InternLM-XComposer's web demo, replayed: the prompts, settings and results that were
/// recorded from the demo's own methods.
@Suite struct XComposerReplayTests {
    private struct Prompt: Decodable {
        let prompt: String
        let ids: [Int32]
        let numBeams: Int
        let maxLength: Int
        let repetitionPenalty: Float
        let useInputs: Bool
    }

    private struct Selection: Decodable {
        struct Segment: Decodable {
            let ids: [Int32]?
            let image: Int?
        }
        struct Settings: Decodable {
            let numBeams: Int
            let maxLength: Int
            let repetitionPenalty: Float
        }
        let segments: [Segment]
        let total: Int
        let settings: Settings
    }

    private struct Golden: Decodable {
        let article: Prompt
        let autoSpotting: Prompt
        let fixedCountSpotting: Prompt
        let captions: [Prompt]
        let captionsResult: [String: String]
        let insertCaptionAt1: Prompt
        let selection: [Selection]
        let selectionResult: [String: Int]
        let sampleArticle: String
    }

    private static let golden: Golden? = {
        let file = GoldenFile.fixtures.appending(path: "xcomposer/prompts.json")
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return (try? Data(contentsOf: file)).flatMap { try? decoder.decode(Golden.self, from: $0) }
    }()

    /// Answers in order, and notes what it was asked.
    private final class Script: InterleavedWriter {
        let identity = WriterIdentity(name: "script", sha256: "0")
        private let state: Mutex<(answers: [String], asked: [InterleavedRequest])>
        var asked: [InterleavedRequest] { state.withLock { $0.asked } }

        init(_ answers: [String]) { state = Mutex((answers, [])) }

        struct Finished: Error {}

        func write(_ request: InterleavedRequest) async throws -> String {
            try state.withLock { state in
                guard !state.answers.isEmpty else { throw Finished() }
                state.asked.append(request)
                return state.answers.removeFirst()
            }
        }
    }

    /// Four pictures a search, numbered as in the golden file: paragraph × 10 + candidate + 1.
    private struct Numbered: PictureLibrary {
        let identity = "numbered"
        let paragraphs: [String]

        func candidates(for wish: PictureWish, limit: Int) async throws -> [PictureCard] {
            let paragraph = paragraphs.firstIndex(of: wish.context) ?? 0
            return (0..<limit).map { index in
                PictureCard(
                    id: "\(paragraph * 10 + index + 1)", descriptions: [:], keywords: [], score: 1,
                    why: "")
            }
        }

        func card(for picture: String) async throws -> PictureCard? { nil }
    }

    private func composition(_ script: Script, isFaithful: Bool = true) throws
        -> XComposerComposition
    {
        let golden = try #require(Self.golden)
        return XComposerComposition(
            writer: script,
            library: Numbered(
                paragraphs: golden.sampleArticle.split(separator: "\n").map(String.init)),
            language: .chinese, isFaithful: isFaithful)
    }

    private static let tokenizer: SentencePieceTokenizer? = {
        let file = GoldenFile.fixtures.appending(path: "../../../shared/xcomposer/tokenizer.model")
            .standardized
        guard let data = try? Data(contentsOf: file),
            var vocabulary = try? SentencePieceVocabulary(model: Array(data))
        else { return nil }
        vocabulary.addsBeginningOfText = true
        vocabulary.trimsBesideControlTokens = true
        return try? SentencePieceTokenizer(vocabulary)
    }()

    private func compare(_ request: InterleavedRequest, _ expected: Prompt) {
        #expect(request.parts == [.text(expected.prompt)])
        #expect(request.beams == expected.numBeams && request.maximumLength == expected.maxLength)
        #expect(request.repetitionPenalty == expected.repetitionPenalty)
        #expect(request.startsWithPrompt == expected.useInputs)
        #expect(request.pattern == nil)
    }

    private func replay() async throws -> (XComposerComposition.Article, [InterleavedRequest]) {
        let golden = try #require(Self.golden)
        let captions = ["0", "2"].map { (golden.captionsResult[$0] ?? "") + "\"，好的" }
        let script = Script(
            [golden.sampleArticle + "\n", "<Seg0>, <Seg2>。"] + captions + [" C", "Z"])
        let article = try await composition(script).compose(title: "又见敦煌")
        return (article, script.asked)
    }

    @Test("Every text prompt of the demo comes as the demo sends it, with its settings")
    func prompts() async throws {
        let golden = try #require(Self.golden)
        let (article, asked) = try await replay()
        try #require(asked.count == 6)
        compare(asked[0], golden.article)
        compare(asked[1], golden.autoSpotting)
        compare(asked[2], golden.captions[0])
        compare(asked[3], golden.captions[1])
        #expect(article.paragraphs.joined(separator: "\n") == golden.sampleArticle)
        #expect(article.figures.map(\.caption) == ["Blossoms", "A cafe terrace"])
        #expect(article.answers.count == 6)

        let fixed = Script([
            golden.sampleArticle, "<Seg0><Seg2>", "Blossoms\"", "A cafe terrace\"",
        ])
        let counted = try await composition(fixed).compose(title: "又见敦煌", count: 2)
        compare(fixed.asked[1], golden.fixedCountSpotting)
        // The first candidates, without asking.
        #expect(fixed.asked.count == 4 && counted.figures.map(\.picture) == ["1", "21"])
        let insertion = Script([golden.insertCaptionAt1.prompt + "Cyclists\"</s>"])
        let caption = try await composition(insertion).insertedCaption(after: 1, in: counted)
        compare(insertion.asked[0], golden.insertCaptionAt1)
        #expect(caption == "Cyclists")
    }

    @Test("The selection shows text, chosen pictures and candidates as the demo does")
    func selections() async throws {
        let golden = try #require(Self.golden)
        let (article, asked) = try await replay()
        for (request, expected) in zip(asked[4...], golden.selection) {
            #expect(request.beams == expected.settings.numBeams)
            #expect(request.maximumLength == expected.settings.maxLength)
            #expect(request.repetitionPenalty == expected.settings.repetitionPenalty)
            #expect(!request.stopsAtTurn)
            let pictures = request.parts.compactMap { part -> Int? in
                if case .picture(let id) = part { Int(id) } else { nil }
            }
            #expect(pictures == expected.segments.compactMap(\.image))
            #expect(request.parts.count == expected.segments.count)
        }
        let places = article.figures.map { figure in
            figure.candidates.firstIndex { $0 == figure.picture }
        }
        #expect(places == [golden.selectionResult["0"], golden.selectionResult["2"]])
        #expect(
            asked[5].parts.first
                == .text(
                    "  <|User|>:根据给定上下文和候选图像，选择合适的配图：Spring in the city brings new colour.\n"))
        #expect(
            asked[5].parts.last
                == .text("\n\n<TOKENS_UNUSED_0> <TOKENS_UNUSED_0> <|Bot|>:最合适的图是"))
    }

    @Test(
        "Every piece of every prompt has the demo's tokens",
        .enabled(if: tokenizer != nil, "needs ../shared/xcomposer/tokenizer.model"))
    func tokens() async throws {
        let golden = try #require(Self.golden)
        let tokenizer = try #require(Self.tokenizer)
        let (_, asked) = try await replay()
        let prompts = [golden.article, golden.autoSpotting] + golden.captions
        for (request, expected) in zip(asked, prompts) {
            #expect([1] + tokenizer.encode(request.words, parsingSpecial: true) == expected.ids)
        }
        for (request, expected) in zip(asked[4...], golden.selection) {
            for (index, (part, segment)) in zip(request.parts, expected.segments).enumerated() {
                guard case .text(let text) = part else { continue }
                let ids = tokenizer.encode(text, parsingSpecial: true)
                #expect((index == 0 ? [1] : []) + ids == segment.ids, "\(text.debugDescription)")
            }
        }
    }

    @Test("Where the demo errs, answers are held to what is possible and read kindly")
    func mended() async throws {
        let golden = try #require(Self.golden)
        let answer = "<Seg2><Seg>, <Seg9><Seg0><Seg2>"
        await #expect(throws: XComposerError.segmentWithoutNumber) {
            try await composition(Script([golden.sampleArticle, answer])).compose(title: "t")
        }
        let script = Script([
            " </s>One.\n \n\nTwo.</s>\n", answer, "A <TOKENS_UNUSED_3>sea", "B", "C",
        ])
        let article = try await composition(script, isFaithful: false).compose(title: "t")
        #expect(article.paragraphs == ["One.", "Two."])
        #expect(article.figures.map(\.position) == [0] && article.figures[0].caption == "A sea")
        #expect(article.figures[0].picture == article.figures[0].candidates[1])
        let patterns = script.asked.map { $0.pattern ?? "" }
        #expect(patterns[0].isEmpty)
        #expect(patterns[1] == "(<Seg(0|1)>[,，、 ]{0,2}){0,2}")
        #expect(patterns[2] == "[^\"\\n<>]{1,80}\"" && patterns[3] == " ?[ABCD]")
    }

    @Test("Known answers are not asked for again, and an interrupted run goes on")
    func resumes() async throws {
        let golden = try #require(Self.golden)
        let journal = FileManager.default.temporaryDirectory
            .appending(path: "limn-journal-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: journal) }
        func run(_ script: Script, known: [CompositionRecord.Answer] = []) async throws
            -> XComposerComposition.Article
        {
            try await XComposerComposition(
                writer: script, library: Numbered(paragraphs: []), language: .chinese,
                journal: journal
            ).compose(title: "t", known: known)
        }
        let stopped = Script([golden.sampleArticle, "<Seg1>"])
        await #expect(throws: Script.Finished.self) { try await run(stopped) }
        let rest = Script(["Cyclists\"", "B"])
        let article = try await run(rest)
        #expect(rest.asked.count == 2 && article.answers.count == 4)
        #expect(!FileManager.default.fileExists(atPath: journal.path))
        #expect(try await run(Script([]), known: article.answers) == article)
    }
}
