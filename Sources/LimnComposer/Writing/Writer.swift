import LimnArticles

/// A language model as the composer sees it: it writes texts and chooses among options.
///
/// The embedded engine, a scripted fake and a client of a remote server all fit behind it.
/// Answers must depend only on the request: not on the batch, the threads or earlier calls.
public protocol Writer: Sendable {
    /// What identifies the model in stage keys.
    var identity: WriterIdentity { get }

    /// Writes one text for each request, in the same order.
    ///
    /// - Parameter progress: Hears how far the batch has come, from any thread.
    func write(
        _ requests: [WritingRequest], progress: @escaping @Sendable (WritingProgress) -> Void
    ) async throws -> [WritingResult]

    /// The log-probability of each option as the whole answer, for each request, in order.
    func weigh(_ requests: [ChoiceRequest]) async throws -> [[Double]]
}

/// How far a batch of texts has come.
public struct WritingProgress: Sendable {
    /// How many texts are finished.
    public var finished: Int
    /// How many tokens have been written in all.
    public var tokens: Int
    /// What each text says so far, in the order of the requests; made when it is asked for.
    public var texts: @Sendable () -> [String]

    /// Makes a progress.
    public init(
        finished: Int, tokens: Int, texts: @escaping @Sendable () -> [String] = { [] }
    ) {
        self.finished = finished
        self.tokens = tokens
        self.texts = texts
    }
}

/// What identifies a model in stage keys and in the record: its name and its file's hash.
public typealias WriterIdentity = CompositionRecord.Model

/// One turn of a conversation.
public struct Message: Sendable, Hashable, Codable {
    /// Who speaks.
    public enum Role: String, Sendable, Codable {
        /// Standing instructions.
        case system
        /// The composer.
        case user
        /// The model.
        case assistant
    }

    /// Who speaks.
    public var role: Role
    /// What is said.
    public var text: String

    /// Makes a turn.
    public init(_ role: Role, _ text: String) {
        self.role = role
        self.text = text
    }
}

/// A text that is wanted from the model.
public struct WritingRequest: Sendable, Hashable, Codable {
    /// The conversation so far; the model speaks next.
    public var messages: [Message]
    /// The form that the answer is held to while it is decoded.
    public var form: AnswerForm
    /// How tokens are drawn.
    public var sampling: SamplingStyle
    /// Where the random numbers begin.
    public var seed: UInt64
    /// What prose must not say.
    public var taboos: Taboos?

    /// Makes a request.
    public init(
        messages: [Message], form: AnswerForm, sampling: SamplingStyle, seed: UInt64,
        taboos: Taboos? = nil
    ) {
        self.messages = messages
        self.form = form
        self.sampling = sampling
        self.seed = seed
        self.taboos = taboos
    }
}

/// The form that an answer is held to while it is decoded, so that it cannot fail to parse.
public enum AnswerForm: Sendable, Hashable, Codable {
    /// Running prose within limits of length, in one language and one paragraph.
    case prose(ProseLimits)
    /// Text that matches a regular expression: literals, classes, groups, alternation and
    /// repetition.
    case pattern(String, maximumTokens: Int)
}

/// How tokens are drawn.
public struct SamplingStyle: Sendable, Hashable, Codable {
    /// 0 always takes the likeliest token.
    public var temperature: Double
    /// The share of probability from which is drawn.
    public var topP: Double
    /// The least probability, relative to the likeliest token's.
    public var minP: Double

    /// The likeliest token, always.
    public static let certain = SamplingStyle(temperature: 0, topP: 1, minP: 0)

    /// Makes a style.
    public init(temperature: Double, topP: Double, minP: Double) {
        self.temperature = temperature
        self.topP = topP
        self.minP = minP
    }
}

/// What the model wrote.
public struct WritingResult: Sendable, Hashable, Codable {
    /// The text, without white space at its ends.
    public var text: String
    /// The mean natural log-probability of its tokens.
    public var meanLogProbability: Double
    /// Whether the text ended by itself, rather than at the limit.
    public var isComplete: Bool

    /// Makes a result.
    public init(text: String, meanLogProbability: Double, isComplete: Bool) {
        self.text = text
        self.meanLogProbability = meanLogProbability
        self.isComplete = isComplete
    }
}

/// A question with fixed options.
public struct ChoiceRequest: Sendable, Hashable, Codable {
    /// The conversation so far; the model answers with one option.
    public var messages: [Message]
    /// The possible answers, none a prefix of another.
    public var options: [String]

    /// Makes a question.
    public init(messages: [Message], options: [String]) {
        self.messages = messages
        self.options = options
    }
}
