import ArgumentParser
import Foundation
import LimnTextModels
import LimnVisionModels

/// Which model that sees a command uses, and how.
struct VisionModelOptions: ParsableArguments {
    @OptionGroup var model: ModelOptions

    @Option(
        help: ArgumentHelp(
            "The projector file of a language model in GGUF; the one with mmproj in its name beside it "
                + "if not given.", valueName: "file"))
    var mmproj: String?

    /// The model, loaded; `splits` if parts of large pictures are looked at too.
    func load(splits: Bool) throws -> any VisionLanguageModel {
        try VisionLanguageModels.load(
            try model.folder ?? model.file(), projector: mmproj.map { URL(filePath: $0) },
            splits: splits, threads: model.threads)
    }
}

/// How a model writes answers.
struct AnswerOptions: ParsableArguments {
    @Option(help: "The most tokens of an answer.")
    var maxTokens = 256

    @Option(
        help: """
            How freely words are chosen; 0 takes the likeliest always. As the model's makers do if not \
            given.
            """)
    var temperature: Double?

    @Option(help: "Where random numbers start, for a temperature above 0.")
    var seed: UInt64 = 0

    func validate() throws {
        guard (1...1 << 20).contains(maxTokens) else {
            throw ValidationError("--max-tokens is not from 1 to \(1 << 20)")
        }
        guard temperature.map({ $0.isFinite && $0 >= 0 }) ?? true else {
            throw ValidationError("--temperature is below 0")
        }
    }

    /// How tokens are chosen with a model.
    func sampling(for model: any VisionLanguageModel) -> SamplingSettings {
        var settings = model.sampling
        if let temperature { settings.temperature = temperature }
        settings.seed = seed
        return settings
    }
}
