import ArgumentParser
import Foundation
import LimnModelFiles
import LimnTensors
import LimnVisionModels

extension ModelsCommand {
    /// `limn models import`: a published folder to one file.
    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make one quantised GGUF file of the folder of an InternLM-XComposer.",
            discussion: """
                The folder holds config.json, the weights (safetensors or pytorch_model-*.bin) and \
                tokenizer.model. The 7B model takes about 6 GB at q4 with the vision side at q8.
                """)

        @Argument(help: "The folder.")
        var folder: String

        @Option(help: "The file to write; FOLDER.gguf if not given.")
        var output: String?

        @Option(help: "How the language model is stored: q4, q8, f16 or f32.")
        var language = WeightPrecision.bits4

        @Option(help: "How the vision side is stored: q8, f16 or f32.")
        var vision = WeightPrecision.bits8

        @Option(help: "How many threads work; all processors if not given.")
        var threads: Int?

        @OptionGroup var printing: OutputOptions

        private struct Report: Encodable {
            let path: String
            let bytes: Int
            let language: String
            let vision: String
        }

        func run() async throws {
            try await CommandFailure.reporting {
                let source = URL(filePath: folder)
                let file = output.map { URL(filePath: $0) } ?? source.appendingPathExtension("gguf")
                let job = try XComposerImport(source, language: language, vision: vision)
                let progress = CountProgress("importing, in MB", isQuiet: printing.quiet)
                let pool = try WorkerPool(
                    threads: threads ?? ProcessInfo.processInfo.activeProcessorCount)
                try job.write(to: file, on: pool) { done, total in
                    progress.show(done / 1_000_000, of: total / 1_000_000)
                }
                progress.finish()
                let report = Report(
                    path: file.path, bytes: job.byteCount, language: language.rawValue,
                    vision: vision.rawValue)
                switch printing.format {
                case .json: try ModelsCommand.printJSON(report)
                case .text where printing.quiet: break
                case .text: print("\(file.path): \(ByteCount.text(UInt64(job.byteCount)))")
                }
            }
        }
    }
}

extension WeightPrecision: ExpressibleByArgument {}
