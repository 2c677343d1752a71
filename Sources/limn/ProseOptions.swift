import ArgumentParser
import LimnComposer

/// How paragraphs are asked for, where it is to be compared with what Limn does by itself.
struct ProseOptions: ParsableArguments {
    @Option(help: "How freely words are drawn: 0 always takes the likeliest.")
    var temperature = ProseStyle.standard.sampling.temperature

    @Option(help: "The share of probability from which is drawn, above 0 and at most 1.")
    var topP = ProseStyle.standard.sampling.topP

    @Option(help: "The least probability, as a share of the likeliest token's; below 1.")
    var minP = ProseStyle.standard.sampling.minP

    @Option(help: "Versions of a paragraph, of which the best is kept.")
    var versions = ProseStyle.standard.versions

    @Option(help: "Examples shown before the question, at most.")
    var examples = ProseStyle.standard.examples

    var style: ProseStyle {
        ProseStyle(
            sampling: SamplingStyle(temperature: temperature, topP: topP, minP: minP),
            versions: versions, examples: examples)
    }

    func validate() throws {
        func refuse(_ option: String, _ range: String, _ example: String) -> ValidationError {
            ValidationError("\(option) must be \(range). Write for example: \(option) \(example)")
        }
        guard (0...5).contains(temperature) else {
            throw refuse("--temperature", "from 0 to 5", "0.8")
        }
        guard topP > 0, topP <= 1 else { throw refuse("--top-p", "above 0, at most 1", "0.95") }
        guard (0..<1).contains(minP) else { throw refuse("--min-p", "from 0 to below 1", "0.1") }
        guard (1...64).contains(versions) else {
            throw refuse("--versions", "from 1 to 64", "8")
        }
        guard (0...3).contains(examples) else { throw refuse("--examples", "from 0 to 3", "3") }
    }
}
