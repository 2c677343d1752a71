import ArgumentParser
import LimnTextModels

/// `limn generate` along several sequences.
struct BeamGeneration {
    private let model: TextModel
    private let requests: [SearchRequest]

    /// The requests of `jobs`; `nil` if neither they nor `beams`, which stands for those that do not say,
    /// ask for beams.
    ///
    /// - Throws: `ValidationError` if only some do, or one asks for what goes with chance alone.
    init?(_ model: TextModel, _ jobs: [GenerationJob], beams: Int?) throws {
        guard beams != nil || jobs.contains(where: { $0.beams != nil }) else { return nil }
        self.model = model
        requests = try jobs.enumerated().map { index, job in
            guard let beams = job.beams ?? beams else {
                throw ValidationError(
                    "request \(index + 1) has no beams, but others have; give --beams for the rest")
            }
            try Self.check(job, index: index)
            return SearchRequest(
                prompt: try job.tokens(for: model, index: index), maxTokens: job.maxTokens ?? 128,
                beams: beams, repetitionPenalty: job.repetitionPenalty ?? 1,
                lengthPenalty: job.lengthPenalty ?? 1,
                stopTokens: try job.stopTokens(of: model.vocabularySize, index: index) ?? [],
                topLogProbabilities: job.topLogprobs ?? 0)
        }
    }

    private static func check(_ job: GenerationJob, index: Int) throws {
        let others: [(String, Bool)] = [
            ("temperature", job.temperature ?? 0 != 0), ("top_k", job.topK ?? 0 != 0),
            ("top_p", job.topP ?? 1 != 1), ("min_p", job.minP ?? 0 != 0),
            ("grammar", job.grammar != nil), ("json_schema", job.jsonSchema != nil),
            ("ignore_eos", job.ignoreEOS ?? false), ("images", job.images != nil),
        ]
        if let (name, _) = others.first(where: \.1) {
            throw ValidationError(
                "request \(index + 1): with beams there is no \(name); leave it or the beams out")
        }
    }

    /// Answers the requests one after the other.
    func answers() throws -> [GenerationAnswer] {
        let searcher = try TextSearcher(model: model)
        return try requests.enumerated().map { index, request in
            GenerationAnswer(
                promptIDs: request.prompt,
                result: try searcher.result(of: request, index: index))
        }
    }
}
