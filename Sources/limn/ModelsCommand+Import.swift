import ArgumentParser
import Foundation
import LimnModelFiles
import LimnTensors
import LimnVisionModels

extension ModelsCommand {
    /// `limn models import`: a published folder to quantised files.
    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make quantised GGUF files of the folder of a model that sees.",
            discussion: """
                The folder holds config.json, the weights (safetensors or pytorch_model-*.bin) and the \
                tokenizer. An InternLM-XComposer becomes one file, 6 GB for the 7B model at q4 with the \
                vision side at q8. A SmolVLM or LLaVA becomes two, FILE and mmproj-FILE, which llama.cpp reads \
                too.
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
                let progress = CountProgress("importing, in MB", isQuiet: printing.quiet)
                let show = { (done: Int, total: Int) in
                    progress.show(done / 1_000_000, of: total / 1_000_000)
                }
                let pool = try WorkerPool(
                    threads: threads ?? ProcessInfo.processInfo.activeProcessorCount)
                let bytes: Int
                if let job = try PairImport(source, language: language, vision: vision) {
                    bytes = try job.byteCount()
                    try job.write(to: file, on: pool, progress: show)
                } else {
                    let job = try XComposerImport(source, language: language, vision: vision)
                    bytes = job.byteCount
                    try job.write(to: file, on: pool, progress: show)
                }
                progress.finish()
                let report = Report(
                    path: file.path, bytes: bytes, language: language.rawValue,
                    vision: vision.rawValue)
                switch printing.format {
                case .json: try ModelsCommand.printJSON(report)
                case .text where printing.quiet: break
                case .text: print("\(file.path): \(ByteCount.text(UInt64(bytes)))")
                }
            }
        }
    }
}

extension WeightPrecision: ExpressibleByArgument {}
