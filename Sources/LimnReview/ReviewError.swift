import LimnArticles

/// Why a request of the review page was not carried out.
struct ReviewError: Error {
    /// The status of the answer.
    let status: Int
    /// What is wrong.
    let problems: [Problem]

    init(_ status: Int, _ problems: [Problem]) {
        self.status = status
        self.problems = problems
    }

    init(_ status: Int, file: String, _ message: String, remedy: String? = nil) {
        self.init(
            status, [Problem(at: SourceLocation(file: file), message, remedy: remedy)])
    }

    /// What the page is told of an error.
    init(_ error: any Error, file: String) {
        switch error {
        case let error as ReviewError: self = error
        case let problem as Problem: self.init(422, [problem])
        case let list as ProblemList: self.init(422, list.problems)
        case is DecodingError:
            self.init(400, file: "request", "the request is not of the form that is expected")
        default: self.init(500, file: file, "\(error)")
        }
    }

    /// The answer's body.
    var answer: Answer { Answer(problems: problems.map(Answer.Entry.init)) }

    /// Problems as the page reads them.
    struct Answer: Encodable {
        let problems: [Entry]

        struct Entry: Encodable, Sendable {
            let file: String
            let line: Int?
            let message: String
            let remedy: String?

            init(_ problem: Problem) {
                file = problem.location.file
                line = problem.location.line
                message = problem.message
                remedy = problem.remedy
            }
        }
    }
}
