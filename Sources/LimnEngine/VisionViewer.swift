import Foundation
import LimnComposer
import LimnImages
import LimnTextModels
import LimnVisionModels

/// A model that sees as the composer's viewer. It is loaded when a picture is to be looked at.
public actor VisionViewer: Viewer {
    /// The model's name, and the hash of its files.
    public nonisolated let identity: WriterIdentity
    /// The primary codes of the languages that it writes.
    public nonisolated let languages: Set<String>

    private let make: @Sendable () throws -> any VisionLanguageModel
    private let picture: @Sendable (String) throws -> URL
    private var loaded: (model: any VisionLanguageModel, trie: TokenTrie)?
    private var grammars: [String: CompiledGrammar] = [:]
    /// The pictures that were shown last, the newest at the end; candidates are shown many times.
    private var shown: [(id: String, bitmap: Bitmap)] = []

    /// Pictures kept, and the least columns they are decoded with: models look at less.
    private static let kept = 16
    private static let leastWidth = 1_024

    /// A viewer.
    ///
    /// - Parameters:
    ///   - identity: The model's name, and the hash of its files for the keys of answers.
    ///   - languages: The primary codes of the languages that it writes.
    ///   - picture: The file of a picture of the library, by its ID.
    ///   - model: Loads the model.
    public init(
        identity: WriterIdentity, languages: Set<String>,
        picture: @escaping @Sendable (String) throws -> URL,
        model: @escaping @Sendable () throws -> any VisionLanguageModel
    ) {
        self.identity = identity
        self.languages = languages
        self.picture = picture
        make = model
    }

    /// The log-probability of each option; see ``Viewer``.
    public func weigh(_ requests: [ViewingChoice]) async throws -> [[Double]] {
        let model = try load().model
        let questions = try requests.map { try question($0.parts) }
        return try Self.telling {
            try VisionWeighing(model).scores(of: questions, options: requests.map(\.options))
        }
    }

    /// One text for each request; see ``Viewer``.
    public func write(_ requests: [ViewingText]) async throws -> [WritingResult] {
        let (model, trie) = try load()
        return try requests.enumerated().map { index, request in
            try Task.checkCancellation()
            let grammar =
                try grammars[request.pattern]
                ?? CompiledGrammar(pattern: request.pattern, trie: trie)
            grammars[request.pattern] = grammar
            let question = try question(request.parts)
            let answer = try Self.telling(request: index) {
                try VisionConversation(model).ask(
                    question, most: request.maximumTokens,
                    sampling: SamplingSettings(
                        temperature: request.sampling.temperature, topK: 0,
                        topP: request.sampling.topP, minP: request.sampling.minP,
                        repetitionPenalty: model.sampling.repetitionPenalty, seed: request.seed),
                    steering: TokenGrammar(grammar))
            }
            return WritingResult(
                text: answer.text, meanLogProbability: answer.meanLogProbability,
                isComplete: answer.isComplete)
        }
    }

    /// Tells the composer, which does not know the engine's errors, which request does not fit.
    private static func telling<Result>(
        request: Int? = nil, _ ask: () throws -> Result
    ) throws -> Result {
        do {
            return try ask()
        } catch GenerationError.tooLong(let index, let prompt, let most, let room) {
            throw WriterError.tooLong(request: request ?? index, tokens: prompt + most, room: room)
        }
    }

    private func load() throws -> (model: any VisionLanguageModel, trie: TokenTrie) {
        if let loaded { return loaded }
        let model = try make()
        let made = (model: model, trie: TokenTrie(model.tokenizer))
        loaded = made
        return made
    }

    private func question(_ parts: [InterleavedRequest.Part]) throws -> VisionQuestion {
        VisionQuestion(
            parts: try parts.map { part in
                switch part {
                case .text(let text): .text(text)
                case .picture(let id): .picture(try bitmap(id))
                }
            })
    }

    private func bitmap(_ id: String) throws -> Bitmap {
        if let known = shown.firstIndex(where: { $0.id == id }) {
            let entry = shown.remove(at: known)
            shown.append(entry)
            return entry.bitmap
        }
        let bitmap = try ImageDecoder().decode(picture(id), leastWidth: Self.leastWidth).bitmap
        shown.append((id, bitmap))
        if shown.count > Self.kept { shown.removeFirst() }
        return bitmap
    }
}
