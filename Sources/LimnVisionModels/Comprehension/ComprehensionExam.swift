import Foundation
import LimnImages
import LimnTextModels

/// Someone who answers questions about pictures.
public protocol ComprehensionExaminee {
    /// The chosen option.
    func choose(_ question: String, of options: [String], about picture: Bitmap) throws -> Int

    /// A short answer in words of one's own.
    func answer(_ question: String, about picture: Bitmap) throws -> String
}

/// Asks a benchmark's questions, by the rules of the benchmark.
public struct ComprehensionExam {
    private let benchmark: ComprehensionBenchmark
    private let examinee: any ComprehensionExaminee
    private let journal: URL?

    /// An exam.
    ///
    /// - Parameter journal: Where outcomes are kept, one a line, so that an interrupted exam goes on; nowhere
    ///   if `nil`.
    public init(
        _ benchmark: ComprehensionBenchmark, of examinee: any ComprehensionExaminee,
        journal: URL? = nil
    ) {
        self.benchmark = benchmark
        self.examinee = examinee
        self.journal = journal
    }

    /// Asks questions; those with an outcome in the journal are not asked again.
    ///
    /// - Parameter progress: Told how many are done.
    /// - Throws: What the examinee throws; ``ComprehensionError`` for a picture that cannot be decoded.
    public func outcomes(
        of questions: [ComprehensionQuestion], progress: (Int) -> Void = { _ in }
    ) throws -> [ComprehensionScores.Outcome] {
        var known = Dictionary(
            try recorded().map { ($0.id, $0) }, uniquingKeysWith: { $1 })
        return try questions.enumerated().map { index, question in
            progress(index)
            if let outcome = known[question.id] { return outcome }
            try Task.checkCancellation()
            let outcome = try ask(question)
            known[question.id] = outcome
            try record(outcome)
            return outcome
        }
    }

    private func ask(_ question: ComprehensionQuestion) throws -> ComprehensionScores.Outcome {
        let picture: Bitmap
        do {
            picture = try question.picture.bitmap()
        } catch {
            throw ComprehensionError(
                file: question.id, line: nil, message: "its picture cannot be used: \(error)")
        }
        guard !question.options.isEmpty else {
            let text = try examinee.answer(question.text, about: picture)
            let isRight = AcceptedAnswers(question.accepted).accept(text)
            return ComprehensionScores.Outcome(
                id: question.id, isRight: isRight, isRightAtFirst: isRight)
        }
        let count = question.options.count
        var isRight = true
        var isRightAtFirst = false
        for turn in 0..<(benchmark.isCircular ? count : 1) where isRight {
            let order = (0..<count).map { ($0 + turn) % count }
            let options = order.map { question.options[$0] }
            let chosen = try examinee.choose(
                words(of: question, options: options), of: labels(options), about: picture)
            isRight = order.indices.contains(chosen) && order[chosen] == question.answer
            if turn == 0 { isRightAtFirst = isRight }
        }
        return ComprehensionScores.Outcome(
            id: question.id, isRight: isRight, isRightAtFirst: isRightAtFirst)
    }

    /// What is said for an option: the words themselves for yes and no, else its letter.
    private func labels(_ options: [String]) -> [String] {
        benchmark == .mme ? options : options.indices.map { Self.letters[$0] }
    }

    private static let letters = ["A", "B", "C", "D", "E"]

    /// The question in the form of the paper's own evaluation of multiple choice.
    private func words(of question: ComprehensionQuestion, options: [String]) -> String {
        guard benchmark != .mme else { return question.text }
        let choices = zip(Self.letters, options).map { "\($0). \($1)" }.joined(separator: "\n")
        return "Please answer this question by choosing the correct choice."
            + "Context: \(question.hint.isEmpty ? "N/A" : question.hint)\nQuestion: \(question.text)\n"
            + "Options: \(choices)\n"
    }

    private func recorded() throws -> [ComprehensionScores.Outcome] {
        guard let journal, let data = try? Data(contentsOf: journal) else { return [] }
        // A line that was cut short does not decode, and its question is asked again.
        return data.split(separator: UInt8(ascii: "\n")).compactMap {
            try? JSONDecoder().decode(ComprehensionScores.Outcome.self, from: $0)
        }
    }

    private func record(_ outcome: ComprehensionScores.Outcome) throws {
        guard let journal else { return }
        if !FileManager.default.fileExists(atPath: journal.path) {
            _ = FileManager.default.createFile(atPath: journal.path, contents: nil)
        }
        let handle = try FileHandle(forWritingTo: journal)
        defer { try? handle.close() }
        try handle.seekToEnd()
        try handle.write(contentsOf: Data("\n".utf8) + JSONEncoder().encode(outcome))
    }
}

/// A model that sees, held to one of the options where there are some.
public struct VisionExaminee: ComprehensionExaminee {
    private let model: any VisionLanguageModel

    /// An examinee.
    public init(_ model: any VisionLanguageModel) {
        self.model = model
    }

    /// The likeliest of the options, with or without a space before it: a model that splits its belief
    /// between these two loses nothing by it.
    public func choose(
        _ question: String, of options: [String], about picture: Bitmap
    ) throws -> Int {
        let scores = try VisionWeighing(model).scores(
            of: [VisionQuestion(question, pictures: [picture])], options: [options])[0]
        return scores.indices.max { (scores[$0], -$0) < (scores[$1], -$1) } ?? -1
    }

    /// The likeliest words, at most thirty tokens of them, as Tiny LVLM's evaluation has it.
    public func answer(_ question: String, about picture: Bitmap) throws -> String {
        try VisionConversation(model).ask(
            VisionQuestion(question, pictures: [picture]), most: 30, sampling: .greedy
        ).text
    }
}
