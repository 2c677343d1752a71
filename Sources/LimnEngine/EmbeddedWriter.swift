import Foundation
import LimnComposer
import LimnTextModels
import LimnTokenizers

/// The embedded language model as the composer's writer.
///
/// The model is loaded when the first text is wanted, so that composing an article whose
/// answers are all known costs no loading time. Several articles may write at once: their texts
/// share the model's passes.
public actor EmbeddedWriter: Writer {
    /// The model's name and hash.
    public nonisolated let identity: WriterIdentity

    private let file: URL
    private let cache: CachePrecision
    private let threads: Int?
    private let parallel: Int
    private var loaded: Loaded?

    private struct Loaded {
        let generator: TextGenerator
        let template: ChatTemplate
        let trie: TokenTrie
        let vocabulary: ProseVocabulary
    }

    /// Makes a writer; nothing is loaded yet.
    ///
    /// - Parameters:
    ///   - file: The GGUF file, or a folder as the Hugging Face hub publishes models.
    ///   - identity: The model's name, and for the stage keys the hash of all that texts depend on.
    ///   - cache: How finely keys and values are kept.
    ///   - threads: How many threads work; all processors if `nil`.
    ///   - parallel: How many texts are written side by side. Sixteen read the weights half as often
    ///     as eight.
    public init(
        file: URL, identity: WriterIdentity, cache: CachePrecision = .f16, threads: Int? = nil,
        parallel: Int = 16
    ) {
        self.file = file
        self.cache = cache
        self.identity = identity
        self.threads = threads
        self.parallel = parallel
    }

    /// How many numbers the model consists of.
    ///
    /// - Throws: What reading the file throws.
    public nonisolated var parameterCount: Int {
        get throws { try TextModel.parameterCount(of: file) }
    }

    /// Writes one text for each request; see ``Writer``.
    public func write(
        _ requests: [WritingRequest], progress: @escaping @Sendable (WritingProgress) -> Void
    ) async throws -> [WritingResult] {
        let model = try load()
        var grammars: [String: CompiledGrammar] = [:]
        let generation = try requests.map { request in
            try generationRequest(request, model: model, grammars: &grammars)
        }
        let results = try await Self.telling {
            try await model.generator.generateInBackground(generation) { state in
                let tokens = state.tokens
                progress(
                    WritingProgress(finished: state.finished, tokens: state.tokensGenerated) {
                        tokens.map { model.generator.model.tokenizer.decode($0) }
                    })
            }
        }
        return results.map { result in
            let sum = result.steps.reduce(0) { $0 + $1.logProbability }
            return WritingResult(
                text: result.text.trimmingCharacters(in: .whitespacesAndNewlines),
                meanLogProbability: result.steps.isEmpty ? 0 : sum / Double(result.steps.count),
                isComplete: result.finish != .length)
        }
    }

    /// The log-probability of each option; see ``Writer``.
    public func weigh(_ requests: [ChoiceRequest]) async throws -> [[Double]] {
        let model = try load()
        let tokenizer = model.generator.model.tokenizer
        var scores: [[Double]] = []
        for (index, request) in requests.enumerated() {
            try Task.checkCancellation()
            let prompt = try prompt(request.messages, model: model)
            let options = request.options.map { tokenizer.encode($0, parsingSpecial: false) }
            scores.append(
                try await Self.telling(request: index) {
                    try await model.generator.scoreInBackground(
                        prompt: prompt, continuations: options)
                })
        }
        return scores
    }

    /// Tells the composer, which does not know the engine's errors, which request does not fit.
    ///
    /// - Parameter request: The request's number where the generator counts others.
    private static func telling<Result>(
        request: Int? = nil, _ ask: () async throws -> Result
    ) async throws -> Result {
        do {
            return try await ask()
        } catch GenerationError.tooLong(let index, let prompt, let maxTokens, let room) {
            throw WriterError.tooLong(
                request: request ?? index, tokens: prompt + maxTokens, room: room)
        }
    }

    private func load() throws -> Loaded {
        if let loaded { return loaded }
        let model = try TextModel.load(file, threads: threads, cache: cache)
        let made = Loaded(
            generator: try TextGenerator(model: model, parallel: parallel),
            template: try model.requiredChatTemplate(),
            trie: TokenTrie(model.tokenizer), vocabulary: ProseVocabulary(model.tokenizer))
        loaded = made
        return made
    }

    private func prompt(_ messages: [Message], model: Loaded) throws -> [Int32] {
        let tokenizer = model.generator.model.tokenizer
        let turns = messages.map { message in
            let role: ChatMessage.Role =
                switch message.role {
                case .system: .system
                case .user: .user
                case .assistant: .assistant
                }
            return ChatMessage(role, message.text)
        }
        return try model.template.encode(turns, with: tokenizer)
    }

    private func generationRequest(
        _ request: WritingRequest, model: Loaded, grammars: inout [String: CompiledGrammar]
    ) throws -> GenerationRequest {
        let tokenizer = model.generator.model.tokenizer
        var result = GenerationRequest(
            prompt: try prompt(request.messages, model: model), maxTokens: 0,
            sampling: SamplingSettings(
                temperature: request.sampling.temperature, topK: 0, topP: request.sampling.topP,
                minP: request.sampling.minP, seed: request.seed))
        switch request.form {
        case .prose(let limits):
            // A word takes one and a half tokens, a Chinese character at most one or two.
            result.maxTokens = limits.maximum * 2 + 16
            result.steering = ProseSteering(
                limits: limits, vocabulary: model.vocabulary,
                avoiding: (request.taboos?.earlier ?? []).map {
                    tokenizer.encode($0, parsingSpecial: false)
                }, taboos: request.taboos.map { ProseGuard($0) })
        case .pattern(let pattern, let maximumTokens):
            result.maxTokens = maximumTokens
            let grammar: CompiledGrammar
            if let known = grammars[pattern] {
                grammar = known
            } else {
                grammar = try CompiledGrammar(pattern: pattern, trie: model.trie)
                grammars[pattern] = grammar
            }
            result.steering = TokenGrammar(grammar)
        }
        return result
    }
}
