import ArgumentParser
import Foundation
import LimnTextModels
import LimnTokenizers

/// `limn generate`: requests to texts, for scripts and tests.
struct GenerateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "generate",
        abstract: "Answer a JSON array of requests as one batch.",
        discussion: """
            A request has one of prompt, prompt_ids and messages, and optionally max_tokens, \
            temperature, top_k, top_p, min_p, repetition_penalty, seed, top_logprobs, \
            ignore_eos, and grammar (a regular expression that the answer matches) or json_schema \
            (a JSON schema). With beams, or --beams, nothing is drawn: so many sequences are followed side by \
            side, and there are max_tokens, repetition_penalty, length_penalty, stop_ids and top_logprobs.

            With an InternLM-XComposer, a folder or imported, a request has prompt or prompt_ids, images \
            (files; the id -200 stands at each of their positions), max_tokens, beams, \
            repetition_penalty, length_penalty, stop_ids and top_logprobs.
            """)

    @OptionGroup var model: ModelOptions
    @OptionGroup var input: JSONInput
    @OptionGroup var adapters: AdapterOptions
    @OptionGroup var cache: CacheOptions

    @Option(help: "How many requests run side by side.")
    var parallel = 8

    @Option(help: "How many sequences are followed for requests that do not say so; 1 is greedy.")
    var beams: Int?

    func run() async throws {
        try await CommandFailure.reporting {
            let jobs = try input.read([GenerationJob].self)
            let adapters = try adapters.references()
            if let generation = try XComposerGeneration(model) {
                guard adapters.isEmpty, cache.precision == .f16 else {
                    throw ValidationError(
                        "an InternLM-XComposer takes no adapters but its own and keeps keys and values "
                            + "in f16; leave out --adapter and --cache")
                }
                return try JSONOutput.write(try generation.answers(to: jobs, beams: beams ?? 1))
            }
            let model = try model.textModel(
                cache: cache.precision, adapters: adapters)
            if let search = try BeamGeneration(model, jobs, beams: beams) {
                return try JSONOutput.write(try search.answers())
            }
            let isConstrained = jobs.contains { $0.grammar != nil || $0.jsonSchema != nil }
            let trie = isConstrained ? TokenTrie(model.tokenizer) : nil
            let requests = try jobs.enumerated().map { index, job in
                try job.request(for: model, trie: trie, index: index)
            }
            let generator = try TextGenerator(model: model, parallel: parallel)
            let results = try generator.generate(requests)
            try JSONOutput.write(
                zip(requests, results).map { GenerationAnswer(promptIDs: $0.prompt, result: $1) })
        }
    }
}

/// A request of `limn generate` as JSON.
struct GenerationJob: Decodable {
    struct Turn: Decodable {
        let role: String
        let content: String
    }

    let prompt: String?
    let promptIDs: [Int32]?
    let messages: [Turn]?
    let maxTokens: Int?
    let temperature: Double?
    let topK: Int?
    let topP: Double?
    let minP: Double?
    let repetitionPenalty: Double?
    let beams: Int?
    let lengthPenalty: Double?
    let stopIDs: [Int32]?
    let images: [String]?
    let seed: UInt64?
    let topLogprobs: Int?
    let ignoreEOS: Bool?
    let grammar: String?
    let jsonSchema: JSONSchema?

    private enum CodingKeys: String, CodingKey {
        case prompt, messages, temperature, beams, images, seed, grammar
        case lengthPenalty = "length_penalty"
        case stopIDs = "stop_ids"
        case promptIDs = "prompt_ids"
        case maxTokens = "max_tokens"
        case topK = "top_k"
        case topP = "top_p"
        case minP = "min_p"
        case repetitionPenalty = "repetition_penalty"
        case topLogprobs = "top_logprobs"
        case ignoreEOS = "ignore_eos"
        case jsonSchema = "json_schema"
    }

    /// The tokens that end a text, where the request names some.
    ///
    /// - Throws: `ValidationError` for an id that can never come.
    func stopTokens(of vocabularySize: Int, index: Int) throws -> [Int32]? {
        if let id = stopIDs?.first(where: { $0 < 0 || Int($0) >= vocabularySize }) {
            throw ValidationError(
                "request \(index + 1): the stop id \(id) is no token; the model's are 0 to "
                    + "\(vocabularySize - 1)")
        }
        return stopIDs
    }

    func request(for model: TextModel, trie: TokenTrie?, index: Int) throws -> GenerationRequest {
        guard images == nil else {
            throw ValidationError(
                "request \(index + 1): images need an InternLM-XComposer; leave them out")
        }
        guard lengthPenalty == nil, stopIDs == nil else {
            throw ValidationError(
                "request \(index + 1): length_penalty and stop_ids go with beams; leave them out")
        }
        var request = GenerationRequest(
            prompt: try tokens(for: model, index: index), maxTokens: maxTokens ?? 128,
            sampling: SamplingSettings(
                temperature: temperature ?? 0, topK: topK ?? 0, topP: topP ?? 1, minP: minP ?? 0,
                repetitionPenalty: repetitionPenalty ?? 1, seed: seed ?? 0),
            ignoreEndOfText: ignoreEOS ?? false, topLogProbabilities: topLogprobs ?? 0)
        if let compiled = try compiledGrammar(trie, index: index) {
            request.steering = TokenGrammar(compiled)
        }
        return request
    }

    private func compiledGrammar(_ trie: TokenTrie?, index: Int) throws -> CompiledGrammar? {
        guard let trie else { return nil }
        do {
            switch (grammar, jsonSchema) {
            case (let pattern?, nil): return try CompiledGrammar(pattern: pattern, trie: trie)
            case (nil, let schema?): return try CompiledGrammar(schema: schema, trie: trie)
            case (nil, nil): return nil
            default:
                throw ValidationError(
                    "request \(index + 1): give grammar or json_schema, not both")
            }
        } catch let error as GrammarError {
            throw ValidationError("request \(index + 1): \(error)")
        } catch let error as JSONSchemaError {
            throw ValidationError("request \(index + 1): \(error)")
        }
    }

    func tokens(for model: TextModel, index: Int) throws -> [Int32] {
        let tokenizer = model.tokenizer
        let start = tokenizer.addsBeginningOfText ? tokenizer.beginningOfText.map { [$0] } : nil
        switch (prompt, promptIDs, messages) {
        case (let text?, nil, nil):
            return (start ?? []) + tokenizer.encode(text, parsingSpecial: true)
        case (nil, let ids?, nil): return ids
        case (nil, nil, let turns?):
            let template = try model.requiredChatTemplate()
            let messages = try turns.map { turn in
                guard let role = ChatMessage.Role(rawValue: turn.role) else {
                    throw ValidationError(
                        "request \(index + 1): '\(turn.role)' is no role; use system, user, assistant"
                    )
                }
                return ChatMessage(role, turn.content)
            }
            return try template.encode(messages, with: tokenizer)
        default:
            throw ValidationError(
                "request \(index + 1): give exactly one of prompt, prompt_ids and messages")
        }
    }
}

/// An answer of `limn generate` as JSON.
struct GenerationAnswer: Encodable {
    private struct Step: Encodable {
        let id: Int32
        let logprob: Double
        let top: [Pair]
    }

    private struct Pair: Encodable {
        let id: Int32
        let logprob: Double

        func encode(to encoder: any Encoder) throws {
            var container = encoder.unkeyedContainer()
            try container.encode(id)
            try container.encode(logprob)
        }
    }

    private struct Timings: Encodable {
        let promptTokens: Int
        let reusedTokens: Int
        let prefillSeconds: Double
        let decodeSeconds: Double
        let imageSeconds: Double?

        private enum CodingKeys: String, CodingKey {
            case promptTokens = "prompt_tokens"
            case reusedTokens = "reused_tokens"
            case prefillSeconds = "prefill_seconds"
            case decodeSeconds = "decode_seconds"
            case imageSeconds = "image_seconds"
        }
    }

    private let text: String
    private let ids: [Int32]
    private let promptIDs: [Int32]
    private let finish: String
    private let steps: [Step]
    private let timings: Timings

    private enum CodingKeys: String, CodingKey {
        case text, ids, finish, steps, timings
        case promptIDs = "prompt_ids"
    }

    init(promptIDs: [Int32], result: GenerationResult, imageSeconds: Double? = nil) {
        text = result.text
        ids = result.ids
        self.promptIDs = promptIDs
        finish = result.finish.rawValue
        steps = result.steps.map { step in
            Step(
                id: step.id, logprob: step.logProbability,
                top: step.top.map { Pair(id: $0.id, logprob: $0.logProbability) })
        }
        timings = Timings(
            promptTokens: result.promptTokens, reusedTokens: result.reusedTokens,
            prefillSeconds: result.prefillSeconds, decodeSeconds: result.decodeSeconds,
            imageSeconds: imageSeconds)
    }
}
