import LimnArticles
import LimnTestSupport
import Testing

@testable import LimnComposer

/// Articles judged by scripted models.
@Suite struct ArticleJudgeTests {
    private static let text = """
        ---
        title: A Walk Past the Planets
        writer: some-secret-model
        ---
        The sun is a star.

        ![The moon](<library:pictures/moon.png> "The waxing moon")

        ## Mars

        Mars is red.

        """

    private static func article(_ text: String = text, brief: Brief? = nil) throws -> JudgedArticle
    {
        try JudgedArticle(reading: text, file: "a/planets.en.md", group: "a", brief: brief)
    }

    private static let withoutPictures = text.replacing(
        "![The moon](<library:pictures/moon.png> \"The waxing moon\")", with: "")

    /// The levels behind the letters of a question, by what they say they mean.
    private static func levels(
        _ text: String
    ) -> (dimension: JudgedDimension, levels: [JudgedLevel])? {
        let lines = text.split(separator: "\n")
        for dimension in JudgedDimension.allCases
        where text.contains("\n\(dimension.title): \(dimension.question)\n") {
            let levels = ["A", "B", "C"].compactMap { letter in
                JudgedLevel.allCases.first { level in
                    lines.contains { $0 == "\(letter). \(dimension.meaning(of: level))" }
                }
            }
            return (dimension, levels)
        }
        return nil
    }

    /// A judge with an opinion of each dimension.
    private static func writer(
        _ opinion: @escaping @Sendable (JudgedDimension) -> JudgedLevel
    ) -> ScriptedWriter {
        ScriptedWriter(scales: { request in
            levels(request.messages[0].text).map { dimension, levels in
                levels.map { $0 == opinion(dimension) ? -0.1 : -3 }
            }
        })
    }

    @Test func theLevelsThatAModelMeansArePointsWhateverTheirLetters() async throws {
        let writer = Self.writer { $0 == .logic ? .poor : $0 == .factualness ? .fair : .good }
        let judgement = try await ArticleJudge(writer: writer).judgement(of: Self.article())
        let scores = ArticleScores(judgement.levels)
        #expect(
            scores.dimensions == [
                .instructionFollowing: 5, .writingQuality: 5, .logic: 1, .factualness: 3,
                .preference: 5,
            ])
        #expect(scores.sum(of: .text) == 14 && scores.sum(of: .preference) == 5)
        #expect(scores.sum(of: .image) == nil)
        #expect(scores.average == 19.0 / 5 && scores.agreement == 1)
        // Three times each, with each level at each letter once.
        #expect(writer.calls.choices.count == 15)
        let logic = writer.calls.choices.compactMap { Self.levels($0.messages[0].text) }
            .filter { $0.dimension == .logic }.map(\.levels)
        #expect(logic.count == 3)
        for letter in 0..<3 { #expect(Set(logic.map { $0[letter] }).count == 3) }
        #expect(writer.calls.choices.allSatisfy { $0.options == ["A", "B", "C"] })
    }

    @Test func aLikingForALetterIsNoOpinion() async throws {
        let writer = ScriptedWriter(scales: { _ in [0, -5, -9] })
        let judgement = try await ArticleJudge(writer: writer).judgement(of: Self.article())
        let scores = ArticleScores(judgement.levels)
        #expect(scores.average == 3 && scores.sum(of: .text) == 12 && scores.agreement == 0)
    }

    @Test func aModelThatReadsIsShownNoPictureCaptionOrWriter() async throws {
        let writer = Self.writer { _ in .good }
        let brief = try Brief(
            reading: "---\ntitle: Planets\nkeywords: [orbit]\nwords: 90\n---\n",
            file: "a/planets.brief.md")
        _ = try await ArticleJudge(writer: writer).judgement(of: Self.article(brief: brief))
        for request in writer.calls.choices {
            let text = request.messages[0].text
            #expect(text.contains("The sun is a star.") && text.contains("Keywords: orbit"))
            #expect(text.contains("about 90 words") && text.contains("# A Walk Past the Planets"))
            #expect(!text.contains("moon") && !text.contains("secret"))
        }
    }

    @Test func aModelThatSeesJudgesPicturesAndTheWholeInTheirPlaces() async throws {
        let viewer = ScriptedViewer(reshape: { $0.map { _ in [-9, 0, -9] } })
        let writer = Self.writer { _ in .good }
        let judge = ArticleJudge(writer: writer, viewer: viewer)
        let judgement = try await judge.judgement(of: Self.article())
        #expect(judgement.levels.count == 8)
        #expect(ArticleScores(judgement.levels).sum(of: .image) == 9)
        #expect(writer.calls.choices.count == 12)
        let questions = try #require(viewer.calls.choices.first)
        #expect(questions.count == 12)
        for question in questions {
            #expect(question.parts.count == 3 && question.parts[1] == .picture("pictures/moon.png"))
            guard case .text(let before) = question.parts[0],
                case .text(let after) = question.parts[2]
            else { return #expect(Bool(false), "\(question.parts)") }
            #expect(before.hasSuffix("The sun is a star.\n\n"))
            #expect(after.hasPrefix("\nThe waxing moon\n\n## Mars"))
        }
        #expect(judge.judge(of: .imageConsistency) == "scripted viewer")
        #expect(judge.judge(of: .logic) == "scripted")
    }

    @Test func picturesThatAreNotThereAreNotJudged() async throws {
        let viewer = ScriptedViewer()
        let judge = ArticleJudge(writer: Self.writer { _ in .good }, viewer: viewer)
        let judgement = try await judge.judgement(of: Self.article(Self.withoutPictures))
        #expect(judgement.levels[.imageConsistency] == nil && judgement.levels.count == 5)
        #expect(viewer.calls.choices.first?.count == 3)
    }

    @Test func anArticleThatHasNoRoomIsJudgedByItsBeginningAndThatIsTold() async throws {
        let pictures = (0..<8).map { "Words \($0).\n\n![p](<library:p/\($0).png> \"c\")" }
        let article = try Self.article(
            "---\ntitle: T\n---\n\(pictures.joined(separator: "\n\n"))\n")
        let viewer = ScriptedViewer(mostParts: 6)
        let judge = ArticleJudge(writer: Self.writer { _ in .good }, viewer: viewer)
        #expect(try await judge.judgement(of: article).blocksRead == 4)
        let blind = ArticleJudge(writer: Self.writer { _ in .good })
        #expect(try await blind.judgement(of: article).blocksRead == 16)
        let tiny = ArticleJudge(
            writer: Self.writer { _ in .good }, viewer: ScriptedViewer(mostParts: 0))
        let problem = await #expect(throws: Problem.self) {
            try await tiny.judgement(of: article)
        }
        #expect(problem?.location.file == "a/planets.en.md")
    }

    @Test(arguments: [
        [Double.nan, 0, 0], [0, 0], [Double](repeating: -Double.infinity, count: 3),
    ])
    func scoresThatAreNoNumbersAreNoJudgement(scores: [Double]) async throws {
        let judge = ArticleJudge(writer: ScriptedWriter(scales: { _ in scores }))
        let problem = await #expect(throws: Problem.self) {
            try await judge.judgement(of: Self.article())
        }
        #expect(problem?.location.file == "a/planets.en.md")
        #expect(problem?.message.contains("scripted") == true)
    }

    @Test func articlesCountTheSameInTheMeanAndMissingOnesDoNot() throws {
        let all = Dictionary(
            uniqueKeysWithValues: JudgedDimension.allCases.map { ($0, [JudgedLevel.good]) })
        let poor = all.filter { $0.key.group == .text }.mapValues { _ in
            [JudgedLevel.poor, .poor, .fair]
        }
        let mean = ArticleScores(meanOf: [ArticleScores(all), ArticleScores(poor)])
        let expected = (5 + 5.0 / 3) / 2
        #expect(abs((mean.sum(of: .text) ?? 0) - 4 * expected) < 1e-9)
        #expect(mean.sum(of: .image) == 15 && mean.sum(of: .preference) == 5)
        #expect(mean.agreement == 0)
        #expect(ArticleScores(all).sum(of: .text) == 20 && ArticleScores(all).average == 5)
        #expect(ArticleScores([:]).average == nil)
    }

    @Test func anArticleWithoutTextIsNamed() {
        let problem = #expect(throws: Problem.self) {
            try Self.article("---\ntitle: T\n---\n\n## Only\n")
        }
        #expect(problem?.location.file == "a/planets.en.md" && problem?.remedy != nil)
    }
}
