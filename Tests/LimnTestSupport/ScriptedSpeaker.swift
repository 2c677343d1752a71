import LimnArticles
import LimnComposer
import Synchronization

/// A model with prompts of its own by script: it answers each stage of InternLM-XComposer's dialect, which it
/// tells by the words of the prompts.
public final class ScriptedSpeaker: InterleavedWriter {
    /// The model's name and hash.
    public let identity: WriterIdentity
    private let room: Int
    private let article: @Sendable (InterleavedRequest) -> String
    private let letter: @Sendable (InterleavedRequest) -> String
    private let dyingAfter: Int
    private let state = Mutex<[InterleavedRequest]>([])

    /// The run that was killed.
    public struct Killed: Error {
        /// A killed run.
        public init() {}
    }

    /// Makes a speaker.
    ///
    /// - Parameters:
    ///   - room: Characters of a prompt that it has room for.
    ///   - dyingAfter: Answers after which it fails.
    ///   - letter: The candidate that it names.
    ///   - article: The text that it writes.
    public init(
        sha256: String = "7b", room: Int = .max, dyingAfter: Int = .max,
        letter: @escaping @Sendable (InterleavedRequest) -> String = { _ in "B" },
        article: @escaping @Sendable (InterleavedRequest) -> String
    ) {
        identity = WriterIdentity(name: "scripted xcomposer", sha256: sha256)
        self.room = room
        self.dyingAfter = dyingAfter
        self.letter = letter
        self.article = article
    }

    /// What was asked so far.
    public var asked: [InterleavedRequest] { state.withLock { $0 } }

    /// The requests of the stage whose prompts have these words.
    public func asked(_ words: String) -> [InterleavedRequest] {
        asked.filter { $0.words.contains(words) }
    }

    /// The answer of a stage.
    public func write(_ request: InterleavedRequest) async throws -> String {
        guard !request.keepsToRoom || request.words.count <= room else {
            throw WriterError.tooLong(request: 0, tokens: request.words.count, room: room)
        }
        let count = state.withLock { asked in
            asked.append(request)
            return asked.count
        }
        guard count <= dyingAfter else { throw Killed() }
        let words = request.words
        if words.contains("给定标题") { return article(request) }
        if words.hasSuffix("适合插入图像的行是") {
            // The last places first, one of them twice, as the model may.
            let numbers = Self.options(of: request.pattern ?? "").suffix(2)
            return (numbers.reversed() + numbers.suffix(1)).map { "<Seg\($0)>" }
                .joined(separator: ", ")
        }
        if words.hasSuffix("标题是\"") {
            let number = words.split(separator: "<Seg").count
            let drawn = request.drawing.map { " \($0.seed % 97)" } ?? ""
            return "A view \(number)\(drawn)\""
        }
        return letter(request)
    }

    /// The numbers in the pattern of the answer about places.
    private static func options(of pattern: String) -> [String] {
        guard let start = pattern.firstRange(of: "<Seg("),
            let end = pattern[start.upperBound...].firstIndex(of: ")")
        else { return [] }
        return pattern[start.upperBound..<end].split(separator: "|").map(String.init)
    }
}
