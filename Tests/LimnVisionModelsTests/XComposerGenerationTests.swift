import Foundation
import LimnModelFiles
import LimnTensors
import LimnTextModels
import LimnVisionModels
import Testing

/// Every sequence that the official code generated, with its scores and beams at each step.
@Suite struct XComposerGenerationTests {
    struct Case: Decodable, CustomTestStringConvertible, Sendable {
        struct Settings: Decodable {
            let inputs: [[Int32]]?
            let beams: Int
            let newTokens: Int?
            let length: Int?
            let repetitionPenalty: Float?
            let lengthPenalty: Double?
            let endOfText: Int32?
            let padding: Int32?
            let returned: Int?

            private enum CodingKeys: String, CodingKey {
                case inputs
                case beams = "num_beams"
                case newTokens = "max_new_tokens"
                case length = "max_length"
                case repetitionPenalty = "repetition_penalty"
                case lengthPenalty = "length_penalty"
                case endOfText = "eos_token_id"
                case padding = "pad_token_id"
                case returned = "num_return_sequences"
            }
        }

        let name: String
        let settings: Settings
        let stopTokens: [Int32]?
        let steps: Int
        let sequences: [[Int32]]
        let scores: [Double]?

        private enum CodingKeys: String, CodingKey {
            case name, settings, steps, sequences
            case stopTokens = "stop_ids"
            case scores = "sequences_scores"
        }

        var testDescription: String { name }

        var prompt: String {
            name.hasPrefix("text2")
                ? "text2"
                : name.hasPrefix("text") ? "text" : name.hasPrefix("multi") ? "multi" : "llm"
        }

        func settings(of configuration: XComposerConfiguration) -> SearchSettings {
            SearchSettings(
                beams: settings.beams,
                maximumLength: settings.length ?? (settings.newTokens ?? 0) + 1,
                repetitionPenalty: settings.repetitionPenalty ?? 1,
                lengthPenalty: settings.lengthPenalty ?? 1,
                endOfText: settings.endOfText ?? configuration.endOfText,
                padding: settings.padding ?? configuration.padding, stopTokens: stopTokens ?? [])
        }
    }

    private static let cases: [Case] = {
        let file = XComposerFixture.tiny.appending(path: "generate.json")
        return (try? JSONDecoder().decode([Case].self, from: Data(contentsOf: file))) ?? []
    }()

    @Test("The golden file has all its cases")
    func thereAreCases() { #expect(Self.cases.count == 16) }

    @Test("Sequences are identical, scores and beams at each step agree", arguments: cases)
    func sequences(of example: Case) throws {
        let model = try XComposerFixture.model()
        let golden = try XComposerFixture.golden("generate")
        let prompts = try XComposerFixture.golden("forward")
        let order = ["llm": [0], "multi": [0, 1, 0]][example.prompt] ?? []
        let ids = try XComposerFixture.ids(
            example.prompt + ".input_ids", in: example.prompt == "text2" ? golden : prompts)
        let inputs = try model.assemble(
            ids, pictures: order.map { try model.embed(XComposerFixture.picture($0)) })
        let search = try example.settings(of: model.configuration).search(
            beginning: example.settings.inputs?.first ?? [model.configuration.beginningOfText],
            vocabularySize: model.configuration.language.vocabularySize)

        let beams = example.settings.beams
        let expected = try golden.floats(
            example.name + ".step_scores", shape: [example.steps, beams, 128])
        var step = 0
        let done = try model.language.run(search, after: inputs) { search, _ in
            let scores = search.stepScores.flatMap { $0 }
            let start = step * beams * 128
            let distance = scores.distance(
                to: step < example.steps ? Array(expected[start..<start + beams * 128]) : [])
            #expect(distance < 2e-4, "step \(step) is off by \(distance)")
            let running = "\(example.name).beams_after_step.\(step)"
            if let tensor = golden.tensor(named: running) {
                let ids = (try? golden.integers(running))?.map { Int32($0) }
                #expect(tensor.shape == [beams, step + 2])
                #expect(search.sequences.flatMap { $0 } == ids, "beams after step \(step)")
            }
            step += 1
        }
        #expect(step == example.steps)
        let results = done.results(example.settings.returned ?? 1)
        #expect(results.map(\.tokens) == example.sequences)
        for (result, score) in zip(results, example.scores ?? []) {
            #expect(abs((result.score ?? .nan) - score) < 1e-5)
        }
        #expect(results.compactMap(\.score).count == example.scores?.count ?? 0)
    }

    @Test(
        "Log-probabilities are those of the raw logits, whatever was penalised", arguments: [1, 5])
    func logProbabilities(beams: Int) throws {
        let model = try XComposerFixture.model()
        let ids = try XComposerFixture.ids("text.input_ids", in: XComposerFixture.golden("forward"))
        let inputs = try model.assemble(ids, pictures: [])
        let result = try model.language.generate(
            after: inputs, beginning: 1,
            settings: SearchSettings(
                beams: beams, maximumLength: 9, repetitionPenalty: 5, endOfText: 2, padding: -1),
            topLogProbabilities: 3)
        #expect(result.steps.map(\.id) == result.ids && result.ids.count > 4)
        var all = inputs
        all.append(try model.language.embed(result.ids.dropLast()))
        let rows = try model.language.lastLogits(all, count: result.ids.count)
        for (index, step) in result.steps.enumerated() {
            let row = Array(rows[index]).map(Double.init)
            let total = log(row.reduce(0) { $0 + exp($1) })
            #expect(abs(step.logProbability - (row[Int(step.id)] - total)) < 1e-4)
            let largest = row.enumerated().sorted { $0.element > $1.element }.prefix(3)
            #expect(step.top.map { Int($0.id) } == largest.map(\.offset))
            #expect(step.top.count == 3)
        }
    }
}
