import ArgumentParser
import Foundation
import LimnModelFiles
import LimnTensors
import LimnTextModels

extension ModelsCommand {
    /// `limn models quantize`: a language model, stored otherwise.
    struct Quantize: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Store a language model in fewer bits, as a GGUF file.",
            discussion: """
                The model is a GGUF file in F32, F16 or BF16, or a folder as the Hugging Face hub has \
                it: config.json, weights (safetensors or pytorch_model-*.bin) and the tokenizer, of a \
                Llama, Qwen2, Qwen3, Gemma 3 or InternLM2. A file that is quantised already works \
                too, but is rounded twice, which costs more than the new type says.

                q8_0, q6_k, q4_k and q4_0 take about 8.5, 6.6, 4.8 and 4.6 bits a weight. With q4_k \
                the matrices that matter most have 6 bits (llama.cpp's Q4_K_M). Rows that are no \
                whole number of blocks of 256 are stored as Q5_0 instead of Q4_K, and as Q8_0 \
                instead of Q6_K. llama.cpp reads the file too.
                """)

        @Argument(
            help:
                "The model: a file, a folder, a catalog name, or hf:OWNER/NAME[/FILE] once pulled.")
        var input: String

        @Option(help: "How its matrices are stored: q4_k, q4_0, q6_k, q8_0, f16, bf16 or f32.")
        var to: QuantizationTarget

        @Option(help: "The file to write.")
        var output: String

        @Option(help: "How many threads work; all processors if not given.")
        var threads: Int?

        @OptionGroup var printing: OutputOptions

        func run() async throws {
            try await CommandFailure.reporting {
                let source = try ModelOptions.location(of: input)
                let file = URL(filePath: output)
                guard file.standardizedFileURL != source.standardizedFileURL else {
                    throw ValidationError("--output is the model itself; name another file.")
                }
                let job = try ModelQuantization(source, to: to)
                let progress = CountProgress("quantising, in MB", isQuiet: printing.quiet)
                let pool = try WorkerPool(
                    threads: threads ?? ProcessInfo.processInfo.activeProcessorCount)
                try job.write(to: file, on: pool) { done, total in
                    progress.show(done / 1_000_000, of: total / 1_000_000)
                }
                progress.finish()
                let report = QuantizationReport(job, file: file, target: to)
                switch printing.format {
                case .json: try ModelsCommand.printJSON(report)
                case .text where printing.quiet: break
                case .text: print(report)
                }
            }
        }
    }
}

extension QuantizationTarget: ExpressibleByArgument {}
