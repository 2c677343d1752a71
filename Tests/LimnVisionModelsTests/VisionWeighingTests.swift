import Foundation
import LimnImages
import LimnTestSupport
import LimnTextModels
import LimnTokenizers
import Testing

@testable import LimnVisionModels

/// Weighing answers with the tiny SmolVLM.
@Suite struct VisionWeighingTests {
    private let model = Result {
        try VisionLanguageModels.load(SmolVLMTests.folder, splits: false, threads: 2)
    }

    private func picture(_ name: String) throws -> Bitmap {
        try ImageDecoder().decode(SmolVLMTests.folder.appending(path: name)).bitmap
    }

    /// What the model gives a continuation, computed from all logits at once.
    private func logProbability(
        of text: String, after question: VisionQuestion, by model: any VisionLanguageModel
    ) throws -> Double {
        let prompt = try model.turn(question, isFirst: true)
        let ids = model.tokenizer.encode(text, parsingSpecial: false)
        let length = ids.count + 1
        let logits = try model.logits(prompt + [.tokens(ids)], count: length)
        let width = logits.count / length
        return ids.enumerated().reduce(0) { sum, next in
            let row = logits[next.offset * width..<(next.offset + 1) * width].map(Double.init)
            let top = row.max() ?? 0
            return sum + row[Int(next.element)] - top - log(row.reduce(0) { $0 + exp($1 - top) })
        }
    }

    @Test("An examinee takes the option whose two ways of writing are likeliest together")
    func examinee() throws {
        let model = try model.get()
        let wide = try picture("wide.png")
        for (words, options) in [
            ("Which?", ["A", "B", "C", "D"]), ("Is it?", ["Yes", "No"]),
            ("How many?", ["1", "2", "3"]),
        ] {
            let question = VisionQuestion(words, pictures: [wide])
            let beliefs = try options.map { option in
                try [option, " " + option].reduce(0.0) {
                    $0 + exp(try logProbability(of: $1, after: question, by: model))
                }
            }
            let chosen = try VisionExaminee(model).choose(words, of: options, about: wide)
            #expect(beliefs[chosen] == beliefs.max(), "\(words): \(beliefs)")
        }
    }

    @Test(
        "Scores are those of the whole answer, with and without a space, whatever is asked beside")
    func scores() throws {
        let model = try model.get()
        let questions = try ["What is it?", "What is this?"].map { words in
            VisionQuestion(parts: [
                .text("Look: "), .picture(try picture("wide.png")), .text(words),
                .picture(try picture("tall.png")),
            ])
        }
        let options = ["A", "zebra", "12"]
        let together = try VisionWeighing(model).scores(
            of: questions, options: [options, options])
        for (question, scores) in zip(questions, together) {
            let alone = try VisionWeighing(model).scores(of: [question], options: [options])
            for (index, option) in options.enumerated() {
                let ways = try [option, " " + option].map {
                    try logProbability(of: $0, after: question, by: model)
                }
                let sum = log(ways.reduce(0) { $0 + exp($1) })
                #expect(abs(scores[index] - sum) < 1e-3, "\(option): \(scores[index]), \(sum)")
                #expect(abs(scores[index] - alone[0][index]) < 1e-4)
            }
        }
        #expect(together[0] != together[1])
    }

    @Test("Pictures stand among the words where they are shown")
    func interleaved() throws {
        let model = try model.get()
        let one = try picture("wide.png")
        let parts = try model.turn(
            VisionQuestion(parts: [.text("A. "), .picture(one), .text("\nB. none")]), isFirst: true)
        #expect(parts.count == 3)
        let text = parts.map { part in
            if case .tokens(let ids) = part { model.tokenizer.decode(ids) } else { "" }
        }
        #expect(text[0].contains("User: A. ") && text[2].contains("\nB. none"))
        let before = try model.turn(VisionQuestion("B?", pictures: [one]), isFirst: true)
        guard case .tokens(let opening) = before[0] else { return #expect(Bool(false)) }
        #expect(model.tokenizer.decode(opening).contains("User:"))
        #expect(!model.tokenizer.decode(opening).contains("User: "))
    }
}
