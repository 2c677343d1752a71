import Foundation
import LimnComposer
import LimnImages
import LimnTextModels
import LimnTokenizers
import LimnVisionModels

/// InternLM-XComposer as the writer of ``XComposerComposition``.
public struct XComposerWriter: InterleavedWriter {
    /// The model's name, and its file's hash for the keys of answers.
    public let identity: WriterIdentity
    private let model: XComposer
    private let tokenizer: SentencePieceTokenizer
    private let trie: TokenTrie
    private let picture: @Sendable (String) throws -> URL

    /// What ends the model's turn, as the vocabulary writes it.
    private static let endOfAssistant = "<TOKENS_UNUSED_1>"

    /// A writer.
    ///
    /// - Parameters:
    ///   - picture: The file of a picture of the library, by its ID.
    public init(
        _ model: XComposer, tokenizer: SentencePieceTokenizer, identity: WriterIdentity,
        picture: @escaping @Sendable (String) throws -> URL
    ) {
        self.model = model
        self.tokenizer = tokenizer
        trie = TokenTrie(tokenizer)
        self.identity = identity
        self.picture = picture
    }

    /// The answer; see ``InterleavedWriter``.
    public func write(_ request: InterleavedRequest) async throws -> String {
        let prompt = try prompt(request.parts)
        let length = prompt.reduce(0) { $0 + $1.count } + request.maximumLength
        let room = XComposerChat.contextLength
        guard !request.keepsToRoom || length <= room else {
            throw WriterError.tooLong(request: 0, tokens: length, room: room)
        }
        let isSearched = request.pattern == nil && request.drawing == nil
        let ids = try isSearched ? searched(prompt, request) : written(prompt, request)
        let text = tokenizer.decodeKeepingSpecial(ids)
        return String(
            text.firstRange(of: Self.endOfAssistant).map { text[..<$0.lowerBound] } ?? text[...])
    }

    /// The prompt's parts, each piece of words made into tokens by itself.
    func prompt(_ parts: [InterleavedRequest.Part]) throws -> [PromptPart] {
        let start = PromptPart.tokens([model.configuration.beginningOfText])
        return try [start]
            + parts.map { part in
                switch part {
                case .text(let text): .tokens(tokenizer.encode(text, parsingSpecial: true))
                case .picture(let id): .picture(try model.embed(contentsOf: picture(id)))
                }
            }
    }

    private func searched(
        _ prompt: [PromptPart], _ request: InterleavedRequest
    ) throws -> [Int32] {
        let configuration = model.configuration
        var beginning = [configuration.beginningOfText]
        if request.startsWithPrompt {
            beginning = prompt.flatMap { if case .tokens(let ids) = $0 { ids } else { [Int32]() } }
        }
        return try model.search(
            after: prompt,
            settings: SearchSettings(
                beams: request.beams,
                maximumLength: max(request.maximumLength, beginning.count + 1),
                repetitionPenalty: request.repetitionPenalty, endOfText: configuration.endOfText,
                padding: configuration.padding,
                stopTokens: request.stopsAtTurn ? configuration.endsOfTurn : []),
            beginning: beginning, most: request.mostPositions)
    }

    /// An answer that is drawn, or that matches a pattern: then the likeliest token of those that may
    /// follow, always, unless it is drawn.
    private func written(
        _ prompt: [PromptPart], _ request: InterleavedRequest
    ) throws -> [Int32] {
        // The demo's penalties of 5 would drive an answer away from every word it has used.
        let penalty = Double(min(request.repetitionPenalty, 1.5))
        var sampling = SamplingSettings(repetitionPenalty: penalty)
        if let drawing = request.drawing {
            sampling = SamplingSettings(
                temperature: drawing.style.temperature, topK: 0, topP: drawing.style.topP,
                minP: drawing.style.minP, repetitionPenalty: penalty, seed: drawing.seed)
        }
        return try model.write(
            after: prompt, length: max(1, request.maximumLength - 1), sampling: sampling,
            steering: try request.pattern.map {
                TokenGrammar(try CompiledGrammar(pattern: $0, trie: trie))
            }, most: request.mostPositions)
    }
}
