import LimnArticles

/// Works on several articles at once, so that a model that writes many texts together always has
/// enough of them.
public struct SideBySide: Sendable {
    /// How many articles are in work at a time.
    public let articles: Int

    /// Makes room for so many articles, at least one.
    public init(articles: Int) { self.articles = max(1, articles) }

    /// Does something for each brief, and goes on past those with problems.
    ///
    /// - Parameters:
    ///   - briefs: the briefs' files; each is begun in this order
    ///   - body: what is done for one
    /// - Returns: the results in the order of the briefs, without those that failed, and the
    ///   problems of the failed ones in the same order
    /// - Throws: what is no problem of an article, such as a model that cannot be loaded; the
    ///   other articles are cancelled
    public func results<Result: Sendable>(
        of briefs: [String], _ body: @escaping @Sendable (String) async throws -> Result
    ) async throws -> (results: [Result], problems: ProblemList) {
        var outcomes: [Outcome<Result>?] = Array(repeating: nil, count: briefs.count)
        try await withThrowingTaskGroup(of: (Int, Outcome<Result>).self) { group in
            for (index, brief) in briefs.enumerated() {
                if index >= articles, let (done, outcome) = try await group.next() {
                    outcomes[done] = outcome
                }
                group.addTask { (index, try await Self.outcome(of: brief, body)) }
            }
            for try await (done, outcome) in group { outcomes[done] = outcome }
        }
        var results: [Result] = []
        var problems = ProblemList()
        for outcome in outcomes {
            switch outcome {
            case .done(let result)?: results.append(result)
            case .failed(let list)?: problems.append(contentsOf: list.problems)
            case nil: break
            }
        }
        return (results, problems)
    }

    private enum Outcome<Result: Sendable>: Sendable {
        case done(Result)
        case failed(ProblemList)
    }

    private static func outcome<Result>(
        of brief: String, _ body: @Sendable (String) async throws -> Result
    ) async throws -> Outcome<Result> {
        do {
            return .done(try await body(brief))
        } catch let problem as Problem {
            return .failed(ProblemList([problem]))
        } catch let list as ProblemList {
            return .failed(list)
        }
    }
}
