import ArgumentParser
import Foundation
import LimnVisionModels

extension EvaluateCommand {
    /// `limn evaluate comprehension`: how well a model that sees answers questions about pictures.
    struct Comprehension: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let a model that sees answer the questions of a published benchmark.",
            discussion: """
                --data is the benchmark as it is published: MME's folder with a folder a subtask; the \
                TSV file of MMBench, MMBench-CN or CCBench; SEED-Bench's folder with SEED-Bench.json and \
                SEED-Bench-image; Q-Bench's llvisionqa_dev.json beside images; Tiny LVLM's folder. Answers \
                are held to the options, where there are some. MME counts questions and pictures with both answers right; MMBench and CCBench \
                count a question that is right in every turn of its options; SEED-Bench counts questions \
                about pictures, and Q-Bench those on perception; \
                Tiny LVLM counts answers with the right words in them, and sums up its abilities.

                Printed in the layout of the InternLM-XComposer paper's tables, with what is published of \
                other models below: a dash where nothing is known. --format json has the model's own \
                scores with their numbers of questions.
                """)

        @Option(
            help: ArgumentHelp(
                "The benchmark: "
                    + ComprehensionBenchmark.allCases.map(\.rawValue).joined(separator: ", ") + ".")
        )
        var benchmark: ComprehensionBenchmark

        @Option(help: "The folder or file of the benchmark.") var data: String

        @Option(help: "How many questions are asked at most, evenly spread over all.")
        var most: Int?

        @Option(help: "A file in which outcomes are kept, so that an interrupted run goes on.")
        var journal: String?

        @Flag(help: "Look at parts of large pictures too, where the model does that.")
        var parts = false

        @OptionGroup var model: VisionModelOptions
        @OptionGroup var output: OutputOptions

        private struct Report: Encodable {
            let benchmark: String
            let model: String
            let questions: Int
            let asked: Int
            let scores: [ComprehensionScores.Score]
        }

        func validate() throws {
            guard (most ?? 1) > 0 else { throw ValidationError("--most is below 1") }
        }

        func run() async throws {
            try await CommandFailure.reporting {
                let all = try benchmark.questions(in: URL(filePath: data))
                let count = min(most ?? all.count, all.count)
                let questions = (0..<count).map { all[$0 * all.count / count] }
                let loaded = try model.load(splits: parts)
                let exam = ComprehensionExam(
                    benchmark, of: VisionExaminee(loaded),
                    journal: journal.map { URL(filePath: $0) })
                let progress = CountProgress("questions answered", isQuiet: output.quiet)
                let outcomes = try exam.outcomes(of: questions) {
                    progress.show($0, of: questions.count)
                }
                progress.finish()
                let scores = ComprehensionScores(benchmark, questions, outcomes: outcomes).scores
                guard output.format == .text else {
                    return try ModelsCommand.printJSON(
                        Report(
                            benchmark: benchmark.rawValue, model: model.model.model,
                            questions: all.count, asked: count, scores: scores))
                }
                let name =
                    model.model.model.contains("/")
                    ? loaded.location.deletingPathExtension().lastPathComponent : model.model.model
                let table = ComprehensionTable(benchmark, scores, model: name)
                for line in table.lines { print(line) }
                print("\(count) of \(all.count) questions")
            }
        }
    }
}

extension ComprehensionBenchmark: ExpressibleByArgument {}
