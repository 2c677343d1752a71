import ArgumentParser
import Foundation
import LimnModelFiles
import LimnTensors
import LimnTextModels
import LimnVisionModels

/// `limn forward`: what a vision-language model computes on its way, for comparison.
struct ForwardCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "forward",
        abstract: "Write the tensors of a forward pass into a safetensors file.",
        discussion: """
            The input is {"ids": [...], "images": [paths]}, with the id \(XComposer.picturePlace) at \
            every position of every image. The tensors of the image side are those of the first image.
            """)

    @OptionGroup var model: XComposerOptions
    @OptionGroup var input: JSONInput

    @Option(help: "The safetensors file to write.")
    var output: String

    func run() async throws {
        try await CommandFailure.reporting {
            let prompt = try input.read(PicturePrompt.self)
            let trace = TensorTrace()
            let model = try model.load()
            let inputs = try prompt.inputs(for: model, trace: trace)
            try model.trace(inputs, in: trace)
            try SafetensorsWriter.write(trace.tensors, to: URL(filePath: output))
        }
    }
}

/// Which InternLM-XComposer a command uses, and how.
struct XComposerOptions: ParsableArguments {
    @Option(help: "The folder of an InternLM-XComposer.")
    var model: String

    @Option(help: "How many threads work; all processors if not given.")
    var threads: Int?

    @Option(
        help: """
            The precision of rotary angles: \
            \(RotaryPrecision.allCases.map(\.rawValue).joined(separator: ", ")).
            """)
    var rotary = RotaryPrecision.single

    func load() throws -> XComposer {
        try XComposer.load(
            URL(filePath: model), rotaryPrecision: rotary, threads: threads)
    }
}

extension RotaryPrecision: ExpressibleByArgument {}

/// A prompt of tokens and images as JSON.
struct PicturePrompt: Decodable {
    let ids: [Int32]
    let images: [String]?

    /// The prompt's embeddings; the first image's tensors go into `trace`.
    func inputs(for model: XComposer, trace: TensorTrace? = nil) throws -> FloatMatrix {
        let pictures = try (images ?? []).enumerated().map { index, path in
            try model.embed(contentsOf: URL(filePath: path), trace: index == 0 ? trace : nil)
        }
        do {
            return try model.assemble(ids, pictures: pictures)
        } catch let error as XComposerPromptError {
            throw ValidationError("\(error)")
        }
    }
}
