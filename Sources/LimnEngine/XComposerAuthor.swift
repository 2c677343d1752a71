import Foundation
import LimnComposer
import LimnTextModels
import LimnTokenizers
import LimnVisionModels

/// InternLM-XComposer as the model of a site: it composes in its own dialect, translates when it is asked
/// to, and looks at pictures. It is loaded once, when something is wanted of it.
public actor XComposerAuthor: InterleavedWriter, Writer {
    /// The model's name, and the hash of its files.
    public nonisolated let identity: WriterIdentity
    private let model: SharedXComposer
    private let picture: @Sendable (String) throws -> URL
    private var loaded: Loaded?

    private struct Loaded {
        let chat: XComposerChat
        let writer: XComposerWriter
        let trie: TokenTrie
        let vocabulary: ProseVocabulary
    }

    /// An author; nothing is loaded yet.
    ///
    /// - Parameters:
    ///   - model: The model.
    ///   - identity: Its name, and the hash of its files for the keys of answers.
    ///   - picture: The file of a picture of the library, by its ID.
    public init(
        _ model: SharedXComposer, identity: WriterIdentity,
        picture: @escaping @Sendable (String) throws -> URL
    ) {
        self.model = model
        self.identity = identity
        self.picture = picture
    }

    /// The answer to a request in the dialect; see ``InterleavedWriter``.
    public func write(_ request: InterleavedRequest) async throws -> String {
        try await load().writer.write(request)
    }

    /// Writes one text for each request, as in a conversation; see ``Writer``.
    public func write(
        _ requests: [WritingRequest], progress: @escaping @Sendable (WritingProgress) -> Void
    ) async throws -> [WritingResult] {
        let loaded = try load()
        var tokens = 0
        return try requests.enumerated().map { index, request in
            try Task.checkCancellation()
            let (most, steering) = try Self.steering(of: request, loaded)
            let prompt = try Self.prompt(request.messages, loaded.chat)
            let length = prompt.reduce(0) { $0 + $1.count } + most
            guard length <= loaded.chat.contextLength else {
                throw WriterError.tooLong(
                    request: index, tokens: length, room: loaded.chat.contextLength)
            }
            let session = loaded.chat.language.makeSession()
            try session.read(try loaded.chat.language.embed(prompt))
            let result = try session.write(
                most, endingAt: loaded.chat.endsOfAnswer,
                sampling: SamplingSettings(
                    temperature: request.sampling.temperature, topK: 0,
                    topP: request.sampling.topP, minP: request.sampling.minP, seed: request.seed),
                steering: steering
            ) { _ in }
            tokens += result.ids.count
            progress(WritingProgress(finished: index + 1, tokens: tokens))
            let sum = result.steps.reduce(0) { $0 + $1.logProbability }
            return WritingResult(
                text: loaded.chat.tokenizer.decode(result.ids)
                    .trimmingCharacters(in: .whitespacesAndNewlines),
                meanLogProbability: result.steps.isEmpty ? 0 : sum / Double(result.steps.count),
                isComplete: result.finish != .length)
        }
    }

    /// The log-probability of each option; see ``Writer``.
    public func weigh(_ requests: [ChoiceRequest]) async throws -> [[Double]] {
        let chat = try load().chat
        let prompts = try requests.map { try Self.prompt($0.messages, chat) }
        do {
            return try VisionWeighing(chat).scores(
                after: prompts, options: requests.map(\.options))
        } catch GenerationError.tooLong(let index, let prompt, let most, let room) {
            throw WriterError.tooLong(request: index, tokens: prompt + most, room: room)
        }
    }

    private func load() throws -> Loaded {
        if let loaded { return loaded }
        let chat = try model.chat()
        let made = Loaded(
            chat: chat,
            writer: XComposerWriter(
                chat.model, tokenizer: chat.pieces, identity: identity, picture: picture),
            trie: TokenTrie(chat.tokenizer), vocabulary: ProseVocabulary(chat.tokenizer))
        loaded = made
        return made
    }

    /// A conversation up to where the answer begins. Standing instructions go before the first question.
    private static func prompt(
        _ messages: [Message], _ chat: XComposerChat
    ) throws -> [PromptPart] {
        var parts: [PromptPart] = []
        var instructions = ""
        for message in messages {
            switch message.role {
            case .system: instructions += message.text + "\n"
            case .user:
                parts += try chat.turn(
                    VisionQuestion(instructions + message.text), isFirst: parts.isEmpty)
                instructions = ""
            case .assistant:
                parts.append(.tokens(chat.pieces.encode(message.text, parsingSpecial: false)))
            }
        }
        return parts
    }

    private static func steering(
        of request: WritingRequest, _ loaded: Loaded
    ) throws -> (most: Int, steering: any TokenSteering) {
        switch request.form {
        case .prose(let limits):
            // A word takes one and a half tokens, a Chinese character at most one or two.
            return (
                limits.maximum * 2 + 16,
                ProseSteering(
                    limits: limits, vocabulary: loaded.vocabulary,
                    avoiding: (request.taboos?.earlier ?? []).map {
                        loaded.chat.pieces.encode($0, parsingSpecial: false)
                    }, taboos: request.taboos.map { ProseGuard($0) })
            )
        case .pattern(let pattern, let maximumTokens):
            return (
                maximumTokens,
                TokenGrammar(try CompiledGrammar(pattern: pattern, trie: loaded.trie))
            )
        }
    }
}
