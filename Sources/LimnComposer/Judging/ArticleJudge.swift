import LimnArticles

/// Judges articles with models: the text with one that writes, pictures with one that sees.
///
/// Each dimension is judged three times, with the levels in three orders, in which each level has
/// each letter once. Only the letters are weighed as answers, and the likeliest counts. A model that
/// likes a letter more than it understands thereby gives each level once, which is a 3 and an agreement
/// of 0.
public struct ArticleJudge: Sendable {
    private let writer: any Writer
    private let viewer: (any Viewer)?

    /// How often each dimension is judged.
    public static let times = JudgedLevel.allCases.count

    /// A judge.
    ///
    /// - Parameters:
    ///   - writer: judges the text, without seeing pictures or their captions
    ///   - viewer: judges pictures, and the whole by looking; without it the writer says which article
    ///     it prefers by the text alone, and pictures are not judged
    public init(writer: any Writer, viewer: (any Viewer)? = nil) {
        self.writer = writer
        self.viewer = viewer
    }

    /// Who judges a dimension; `nil` for nobody.
    public func judge(of dimension: JudgedDimension) -> String? {
        switch dimension.group {
        case .text: writer.identity.name
        case .image: viewer?.identity.name
        case .preference: (viewer?.identity ?? writer.identity).name
        }
    }

    /// Judges an article.
    ///
    /// - Throws: a ``Problem`` that names the article where a model's scores are no numbers or it has
    ///   no room for a single block, or what the models throw
    public func judgement(of article: JudgedArticle) async throws -> ArticleJudgement {
        let wanted = article.dimensions
        let byReading = wanted.filter { $0.group == .text || viewer == nil && $0 == .preference }
        var result = try await judged(article, by: byReading, model: writer.identity.name) {
            prompt, orders in
            try await writer.weigh(
                orders.map { dimension, levels in
                    let text = InterleavedRequest(
                        prompt.parts(dimension, levels: levels), beams: 1, maximumLength: 1)
                    return ChoiceRequest(
                        messages: [Message(.user, text.words)], options: Self.letters)
                })
        }
        guard let viewer else { return result }
        let bySeeing = wanted.filter { !byReading.contains($0) }
        let seen = try await judged(
            article, by: bySeeing, model: viewer.identity.name, showsPictures: true
        ) { prompt, orders in
            try await viewer.weigh(
                orders.map {
                    ViewingChoice(prompt.parts($0, levels: $1), options: Self.letters)
                })
        }
        result.levels.merge(seen.levels) { $1 }
        result.blocksRead = min(result.blocksRead, seen.blocksRead)
        return result
    }

    private static let letters = JudgedLevel.allCases.indices.map { Letters.letter($0) }

    private typealias Question = (dimension: JudgedDimension, levels: [JudgedLevel])

    private func judged(
        _ article: JudgedArticle, by dimensions: [JudgedDimension], model: String,
        showsPictures: Bool = false, _ ask: (JudgingPrompt, [Question]) async throws -> [[Double]]
    ) async throws -> ArticleJudgement {
        let levels = JudgedLevel.allCases
        let questions: [Question] = dimensions.flatMap { dimension in
            levels.indices.map { turn in
                (dimension, levels.indices.map { levels[($0 + turn) % levels.count] })
            }
        }
        var blocks = article.blocks.count
        while true {
            try Task.checkCancellation()
            let prompt = JudgingPrompt(
                article: article, blocks: blocks, showsPictures: showsPictures)
            do {
                let scores = try await ask(prompt, questions)
                var result = ArticleJudgement(blocksRead: blocks)
                guard scores.count == questions.count else {
                    throw WriterError.wrongNumberOfResults(
                        asked: questions.count, given: scores.count)
                }
                for (question, row) in zip(questions, scores) {
                    let level = try Self.likeliest(question.levels, row, article, model)
                    result.levels[question.dimension, default: []].append(level)
                }
                return result
            } catch WriterError.tooLong(_, let tokens, let room) {
                // The beginning tells more of an article than nothing.
                guard blocks > 1 else {
                    throw Problem(
                        at: SourceLocation(file: article.file),
                        "to judge its beginning alone needs \(tokens) positions, but \(model) has "
                            + "room for \(room)",
                        remedy: "Judge with a model that has more room, or leave the article out.")
                }
                blocks /= 2
            }
        }
    }

    private static func likeliest(
        _ levels: [JudgedLevel], _ scores: [Double], _ article: JudgedArticle, _ model: String
    ) throws -> JudgedLevel {
        let pairs = zip(scores, levels).filter { $0.0.isFinite }
        guard scores.count == levels.count, !scores.contains(where: \.isNaN),
            let best = pairs.max(by: { $0.0 < $1.0 })
        else {
            throw Problem(
                at: SourceLocation(file: article.file), "\(model)'s scores are no numbers",
                remedy: "Check the model's file with limn models verify, or judge with another.")
        }
        return best.1
    }
}
