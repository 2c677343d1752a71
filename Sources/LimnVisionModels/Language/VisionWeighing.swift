import Foundation
import LimnTensors
import LimnTextModels
import LimnTokenizers

/// How likely a model that sees finds each of some answers.
public struct VisionWeighing: Sendable {
    private let model: any VisionLanguageModel

    /// A weighing by a model.
    public init(_ model: any VisionLanguageModel) {
        self.model = model
    }

    /// The natural logarithm of the probability with which the model begins its answer with each option,
    /// with or without a space before it.
    ///
    /// - Parameters:
    ///   - questions: What is asked. What they have in common at their beginnings is read once.
    ///   - options: The answers to each question, none a prefix of another.
    /// - Returns: A number for each option of each question, in order.
    /// - Throws: `GenerationError.tooLong` with the number of the question that does not fit, what
    ///   ``VisionLanguageModel/turn(_:isFirst:)`` throws, `CancellationError`.
    public func scores(
        of questions: [VisionQuestion], options: [[String]]
    ) throws -> [[Double]] {
        try scores(after: try questions.map { try model.turn($0, isFirst: true) }, options: options)
    }

    /// The same for whole prompts, up to where the answer begins.
    public func scores(
        after prompts: [[PromptPart]], options: [[String]]
    ) throws -> [[Double]] {
        let texts = options.map { $0.map { [$0, " " + $0].map(tokens) } }
        for (index, prompt) in prompts.enumerated() {
            let length = prompt.reduce(0) { $0 + $1.count }
            let longest = texts[index].joined().map(\.count).max() ?? 0
            guard length + longest <= model.contextLength else {
                throw GenerationError.tooLong(
                    request: index, prompt: length, maxTokens: longest,
                    contextLength: model.contextLength)
            }
        }
        return try Self.scores(of: prompts, texts, by: model.language)
    }

    private func tokens(_ text: String) -> [Int32] {
        model.tokenizer.encode(text, parsingSpecial: false)
    }

    private static func scores<Decoder: EmbeddingDecoder>(
        of prompts: [[PromptPart]], _ texts: [[[[Int32]]]], by decoder: Decoder
    ) throws -> [[Double]] {
        let inputs = try prompts.map { try decoder.embed($0) }
        let common = commonRows(inputs)
        let beginning =
            common > 0
            ? try decoder.begin(inputs[0].rows(0..<common), logitsFrom: common - 1).0 : nil
        return try zip(inputs, texts).map { input, options in
            try Task.checkCancellation()
            let rest = input.rows(common..<input.rows)
            let (state, logits) =
                try beginning.map { try decoder.extend($0, with: rest, logitsFrom: rest.rows - 1) }
                ?? decoder.begin(rest, logitsFrom: rest.rows - 1)
            let first = logProbabilities(logits.values[...])
            return try options.map { ways in
                // Two ways to write one answer that are the same tokens count once.
                try Self.sum(
                    Set(ways).sorted { $0.lexicographicallyPrecedes($1) }.map { ids in
                        guard let head = ids.first, first.indices.contains(Int(head)) else {
                            return -.infinity
                        }
                        let tail = Array(ids.dropFirst())
                        guard !tail.isEmpty else { return first[Int(head)] }
                        let (_, rows) = try decoder.extend(
                            state, with: decoder.embed(ids.dropLast()), logitsFrom: 0)
                        return tail.enumerated().reduce(first[Int(head)]) { sum, next in
                            let width = decoder.vocabularySize
                            let row = rows.values[next.offset * width..<(next.offset + 1) * width]
                            return sum + logProbabilities(row)[Int(next.element)]
                        }
                    })
            }
        }
    }

    /// How many rows all inputs begin with, at least one left to each.
    private static func commonRows(_ inputs: [FloatMatrix]) -> Int {
        guard inputs.count > 1, let first = inputs.first else { return 0 }
        let least = inputs.map(\.rows).min() ?? 0
        let width = first.columns
        for row in 0..<max(0, least - 1) {
            let range = row * width..<(row + 1) * width
            let isShared = inputs.allSatisfy { $0.values[range] == first.values[range] }
            if !isShared { return row }
        }
        return max(0, least - 1)
    }

    private static func logProbabilities(_ logits: ArraySlice<Float>) -> [Double] {
        let top = Double(logits.max() ?? 0)
        let sum = logits.reduce(0.0) { $0 + exp(Double($1) - top) }
        return logits.map { Double($0) - top - log(sum) }
    }

    private static func sum(_ logProbabilities: [Double]) -> Double {
        let top = logProbabilities.max() ?? -.infinity
        guard top.isFinite else { return top }
        return top + log(logProbabilities.reduce(0.0) { $0 + exp($1 - top) })
    }
}
