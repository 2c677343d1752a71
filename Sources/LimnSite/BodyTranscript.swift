import LimnArticles
import LimnTemplates

/// What a page's Markdown asks of the site while it is rendered.
///
/// The rendered text is a function of the Markdown, the settings and the answers. So, as long as
/// the Markdown is the same, asking the same questions again tells whether the text would be.
struct BodyTranscript: Sendable, Codable {
    /// Where a rendered text stands.
    enum Purpose: String, Sendable, Codable {
        case page
        case twin
        case feed
    }

    struct ID: Sendable, Hashable, Codable {
        let file: String
        let purpose: Purpose
    }

    enum Question: Sendable, Hashable, Codable {
        case link(String, line: Int)
        case html(MarkdownOutline.Picture)
        case markdown(MarkdownOutline.Picture)
        case shortcode(Int)
        case warning(String, line: Int, remedy: String)
    }

    /// The key of the Markdown and the settings.
    let key: RenderKey
    let questions: [Question]
}

/// Passes questions on and writes them down with the answers.
final class RecordingResolver<Base: MarkdownRenderer.Resolver>: MarkdownRenderer.Resolver {
    private(set) var questions: [BodyTranscript.Question] = []
    private(set) var answers: [String?] = []
    private let base: Base

    init(_ base: Base) {
        self.base = base
    }

    func answer(_ question: BodyTranscript.Question) -> String? {
        let answer: String?
        switch question {
        case .link(let address, let line): answer = base.link(address, line: line)
        case .html(let picture): answer = base.html(for: picture)
        case .markdown(let picture): answer = base.markdown(for: picture)
        case .shortcode(let number): answer = base.html(forShortcode: number)
        case .warning(let message, let line, let remedy):
            base.warn(line: line, message, remedy: remedy)
            answer = nil
        }
        questions.append(question)
        answers.append(answer)
        return answer
    }

    func link(_ address: String, line: Int) -> String? { answer(.link(address, line: line)) }
    func html(for picture: MarkdownOutline.Picture) -> String? { answer(.html(picture)) }
    func markdown(for picture: MarkdownOutline.Picture) -> String? { answer(.markdown(picture)) }
    func html(forShortcode number: Int) -> String? { answer(.shortcode(number)) }
    func warn(line: Int, _ message: String, remedy: String) {
        _ = answer(.warning(message, line: line, remedy: remedy))
    }
}

/// Gives answers that are known already, in their order.
final class PlaybackResolver: MarkdownRenderer.Resolver {
    private let questions: [BodyTranscript.Question]
    private let answers: [String?]
    private var place = 0
    /// Whether every question was one of the transcript, in its order.
    private(set) var isFaithful = true

    init(_ questions: [BodyTranscript.Question], _ answers: [String?]) {
        self.questions = questions
        self.answers = answers
    }

    private func answer(_ question: BodyTranscript.Question) -> String? {
        guard place < questions.count, questions[place] == question else {
            isFaithful = false
            return nil
        }
        defer { place += 1 }
        return answers[place]
    }

    func link(_ address: String, line: Int) -> String? { answer(.link(address, line: line)) }
    func html(for picture: MarkdownOutline.Picture) -> String? { answer(.html(picture)) }
    func markdown(for picture: MarkdownOutline.Picture) -> String? { answer(.markdown(picture)) }
    func html(forShortcode number: Int) -> String? { answer(.shortcode(number)) }
    func warn(line: Int, _ message: String, remedy: String) {
        _ = answer(.warning(message, line: line, remedy: remedy))
    }
}
