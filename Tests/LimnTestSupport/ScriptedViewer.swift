import LimnArticles
import LimnComposer
import Synchronization

/// A model that sees by script: it prefers the pictures whose names a test likes, and letters too.
public final class ScriptedViewer: Viewer {
    /// What was asked so far.
    public struct Calls: Sendable {
        /// The choices that were wanted, batch by batch.
        public var choices: [[ViewingChoice]] = []
        /// The texts that were wanted.
        public var texts: [ViewingText] = []
    }

    /// The model's name and hash.
    public let identity: WriterIdentity
    /// The languages it writes.
    public let languages: Set<String>

    private let liking: @Sendable (String?) -> Double
    private let letterBias: Double
    private let mostParts: Int
    private let describing: @Sendable (ViewingText) -> String
    private let reshape: @Sendable ([[Double]]) -> [[Double]]
    private let state = Mutex(Calls())

    /// Makes a viewer.
    ///
    /// - Parameters:
    ///   - sha256: Another one makes every answer stale.
    ///   - letterBias: What each letter is preferred by to the next one.
    ///   - mostParts: Parts of a question that it has room for.
    ///   - liking: How much it likes a picture; `nil` stands for taking none.
    ///   - describing: What it says of a picture.
    ///   - reshape: Changes the scores of a batch.
    public init(
        sha256: String = "5e", languages: Set<String> = ["en"], letterBias: Double = 0,
        mostParts: Int = .max, liking: @escaping @Sendable (String?) -> Double = { _ in 0 },
        describing: @escaping @Sendable (ViewingText) -> String = { _ in "A heron in the reeds" },
        reshape: @escaping @Sendable ([[Double]]) -> [[Double]] = { $0 }
    ) {
        identity = WriterIdentity(name: "scripted viewer", sha256: sha256)
        self.languages = languages
        self.letterBias = letterBias
        self.mostParts = mostParts
        self.liking = liking
        self.describing = describing
        self.reshape = reshape
    }

    /// What was asked so far.
    public var calls: Calls { state.withLock { $0 } }

    /// Scores by liking and letter.
    public func weigh(_ requests: [ViewingChoice]) async throws -> [[Double]] {
        if let index = requests.firstIndex(where: { $0.parts.count > mostParts }) {
            throw WriterError.tooLong(
                request: index, tokens: requests[index].parts.count, room: mostParts)
        }
        state.withLock { $0.choices.append(requests) }
        return reshape(
            requests.map { request in
                zip(request.options.indices, Self.options(of: request)).map { place, picture in
                    liking(picture) - letterBias * Double(place)
                }
            })
    }

    /// The script's words.
    public func write(_ requests: [ViewingText]) async throws -> [WritingResult] {
        state.withLock { $0.texts += requests }
        return requests.map {
            WritingResult(text: describing($0), meanLogProbability: -1, isComplete: true)
        }
    }

    /// The pictures behind a question's letters; `nil` for the option without one.
    public static func options(of request: ViewingChoice) -> [String?] {
        request.options.map { letter in
            for (index, part) in request.parts.enumerated().dropFirst() {
                guard case .picture(let id) = part,
                    case .text(let before) = request.parts[index - 1],
                    before.hasSuffix("\(letter). ")
                else { continue }
                return id
            }
            return nil
        }
    }
}
