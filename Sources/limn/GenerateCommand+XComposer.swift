import ArgumentParser
import Foundation
import LimnModelFiles
import LimnTensors
import LimnTextModels
import LimnTokenizers
import LimnVisionModels

/// `limn generate` with an InternLM-XComposer.
struct XComposerGeneration {
    let model: XComposer
    let tokenizer: SentencePieceTokenizer?

    /// Far more than the model can keep apart.
    private static let mostTokens = 1 << 20

    /// The model at a path: the folder that it is published as, or an imported file. `nil` if the path
    /// is one of another model.
    init?(_ options: ModelOptions) throws {
        if let folder = options.folder {
            guard VisionLanguageModels.isXComposer(folder: folder) else { return nil }
            model = try XComposer.load(folder, threads: options.threads)
            let file = folder.appending(path: InternLMTokenizer.fileName)
            tokenizer =
                FileManager.default.fileExists(atPath: file.path)
                ? try InternLMTokenizer.load(file) : nil
            return
        }
        let file = try GGUFFile(try options.file())
        guard try file.string("general.architecture") == InternLMNames.architecture else {
            return nil
        }
        model = try XComposer.load(file.file, threads: options.threads)
        tokenizer = try InternLMTokenizer.load(file)
    }

    /// Answers requests one after the other; those that do not say get `beams`.
    func answers(to jobs: [GenerationJob], beams: Int) throws -> [GenerationAnswer] {
        try jobs.enumerated().map { index, job in
            try check(job, index: index)
            let ids = try ids(of: job, index: index)
            let start = Date()
            let inputs = try PicturePrompt(ids: ids, images: job.images).inputs(for: model)
            let imageSeconds = job.images == nil ? nil : Date().timeIntervalSince(start)
            let configuration = model.configuration
            let stops = try job.stopTokens(of: model.language.vocabularySize, index: index)
            let result: GenerationResult
            do {
                result = try model.language.generate(
                    after: inputs, beginning: configuration.beginningOfText,
                    settings: SearchSettings(
                        beams: job.beams ?? beams, maximumLength: (job.maxTokens ?? 128) + 1,
                        repetitionPenalty: Float(job.repetitionPenalty ?? 1),
                        lengthPenalty: job.lengthPenalty ?? 1,
                        endOfText: configuration.endOfText, padding: configuration.padding,
                        stopTokens: stops ?? configuration.endsOfTurn),
                    topLogProbabilities: job.topLogprobs ?? 0, tokenizer: tokenizer)
            } catch let error as GenerationError {
                throw error.inRequest(index)
            }
            return GenerationAnswer(
                promptIDs: ids, result: result, imageSeconds: imageSeconds)
        }
    }

    private func check(_ job: GenerationJob, index: Int) throws {
        let drawn: [(String, Bool)] = [
            ("temperature", job.temperature ?? 0 != 0), ("top_k", job.topK ?? 0 != 0),
            ("top_p", job.topP ?? 1 != 1), ("min_p", job.minP ?? 0 != 0),
            ("grammar", job.grammar != nil), ("ignore_eos", job.ignoreEOS ?? false),
            ("messages", job.messages != nil),
        ]
        if let (name, _) = drawn.first(where: \.1) {
            throw ValidationError(
                "request \(index + 1): with an InternLM-XComposer there is no \(name); use prompt or "
                    + "prompt_ids, images, max_tokens, beams, repetition_penalty, length_penalty, "
                    + "stop_ids and top_logprobs")
        }
        guard (1...Self.mostTokens).contains(job.maxTokens ?? 128), (job.topLogprobs ?? 0) >= 0
        else {
            throw ValidationError(
                "request \(index + 1): max_tokens is not from 1 to \(Self.mostTokens), or "
                    + "top_logprobs below 0")
        }
    }

    private func ids(of job: GenerationJob, index: Int) throws -> [Int32] {
        switch (job.prompt, job.promptIDs) {
        case (nil, let ids?): return ids
        case (let text?, nil):
            guard let tokenizer else {
                throw ValidationError(
                    "request \(index + 1): the model has no tokenizer; put "
                        + "\(InternLMTokenizer.fileName) into its folder or give prompt_ids")
            }
            return [model.configuration.beginningOfText]
                + tokenizer.encode(text, parsingSpecial: true)
        default:
            throw ValidationError("request \(index + 1): give exactly one of prompt and prompt_ids")
        }
    }
}

extension GenerationError {
    /// The same error of another request.
    fileprivate func inRequest(_ index: Int) -> GenerationError {
        switch self {
        case .badSettings(_, let problem): .badSettings(request: index, problem)
        case .unknownToken(_, let token, let size):
            .unknownToken(request: index, token: token, vocabularySize: size)
        default: self
        }
    }
}
