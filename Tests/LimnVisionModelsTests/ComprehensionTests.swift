import Foundation
import LimnImages
import LimnTestSupport
import Testing

@testable import LimnVisionModels

/// Made-up questions in the files that the benchmarks are published in.
@Suite struct ComprehensionTests {
    private let folder = FileManager.default.temporaryDirectory
        .appending(path: "limn-exam-\(UUID().uuidString)")
    private static let picture = SmolVLMTests.folder.appending(path: "tall.png")

    private func write(_ text: String, to path: String) throws {
        let file = folder.appending(path: path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    private func copyPicture(to path: String) throws {
        let file = folder.appending(path: path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try FileManager.default.copyItem(at: Self.picture, to: file)
    }

    /// Answers as a rule says, and notes what it was asked.
    private final class Examinee: ComprehensionExaminee {
        private(set) var asked: [(question: String, options: [String])] = []
        private let rule: (String, [String]) -> Int
        init(_ rule: @escaping (String, [String]) -> Int) { self.rule = rule }

        func choose(_ question: String, of options: [String], about picture: Bitmap) throws -> Int {
            asked.append((question, options))
            #expect(picture.width == 20 && picture.height == 61)
            return rule(question, options)
        }

        func answer(_ question: String, about picture: Bitmap) throws -> String {
            asked.append((question, []))
            return question.contains("many") ? "There are two." : "A boat, I think"
        }
    }

    private func value(_ name: String, _ scores: ComprehensionScores) -> Double? {
        scores.scores.first { $0.name == name }?.value
    }

    @Test("MME counts questions, and pictures with both answers right")
    func mme() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        for name in ["a", "b"] {
            try copyPicture(to: "existence/\(name).png")
            try write(
                "Is there a lion? Please answer yes or no.\tYes\r\nIs there a boat?\tNo\n",
                to: "existence/\(name).txt")
        }
        try copyPicture(to: "artwork/images/c.png")
        try write("Is it old?\tYes\nIs it new?\tNo\n", to: "artwork/questions_answers_YN/c.txt")
        try copyPicture(to: "code_reasoning/d.png")
        try write("Is it C?\tNo\nIs it Swift?\tYes\n", to: "code_reasoning/d.txt")
        let questions = try ComprehensionBenchmark.mme.questions(in: folder)
        #expect(questions.count == 8)
        let examinee = Examinee { question, _ in question.contains("boat") ? 1 : 0 }
        let outcomes = try ComprehensionExam(.mme, of: examinee).outcomes(of: questions)
        let scores = ComprehensionScores(.mme, questions, outcomes: outcomes)
        #expect(value("existence", scores) == 200 && value("artwork", scores) == 50)
        #expect(value("perception", scores) == 250 && value("cognition", scores) == 50)
        #expect(value("overall", scores) == 300)
        #expect(examinee.asked[0].options == ["Yes", "No"])
        try write("Is it broken?\tMaybe\n", to: "code_reasoning/d.txt")
        let error = #expect(throws: ComprehensionError.self) {
            try ComprehensionBenchmark.mme.questions(in: folder)
        }
        #expect(error?.line == 1 && error?.file.hasSuffix("d.txt") == true)
        try FileManager.default.removeItem(at: folder.appending(path: "existence/a.png"))
        #expect(throws: ComprehensionError.self) {
            try ComprehensionBenchmark.mme.questions(in: folder)
        }
    }

    private func table(_ rows: [String]) throws -> URL {
        let header =
            "index\tquestion\thint\tA\tB\tC\tD\tanswer\tcategory\timage\tl2-category\tsplit"
        try write(([header] + rows).joined(separator: "\n") + "\n", to: "bench.tsv")
        return folder.appending(path: "bench.tsv")
    }

    @Test("MMBench turns the options, and counts what is right in every turn")
    func mmbench() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let image = try Data(contentsOf: Self.picture).base64EncodedString()
        let file = try table([
            "7\tWhat is it?\t\"A hint\nof \"\"two\"\" lines\"\tlion\tboat\ttree\t\tB\tx\t\(image)\tcoarse_perception\tdev",
            "8\tWhich?\tnan\tred\tblue\tnan\t\tA\tx\t7\tlogic_reasoning\tdev",
            "1000007\tWhat is it?\t\tboat\ttree\tlion\t\tA\tx\t7\tcoarse_perception\tdev",
        ])
        let questions = try ComprehensionBenchmark.mmbench.questions(in: file)
        #expect(questions.map(\.id) == ["7", "8"])
        #expect(questions.map(\.options) == [["lion", "boat", "tree"], ["red", "blue"]])
        #expect(questions[0].hint == "A hint\nof \"two\" lines" && questions[1].hint.isEmpty)
        #expect(questions[0].picture == questions[1].picture)
        // Knows boats; of colours it takes the first.
        let examinee = Examinee { question, options in
            options.firstIndex { question.contains("\($0). boat") } ?? 0
        }
        let exam = ComprehensionExam(.mmbench, of: examinee)
        let scores = ComprehensionScores(
            .mmbench, questions, outcomes: try exam.outcomes(of: questions))
        #expect(examinee.asked.count == 5 && examinee.asked[0].options == ["A", "B", "C"])
        #expect(
            examinee.asked[1].question
                == "Please answer this question by choosing the correct choice."
                + "Context: A hint\nof \"two\" lines\nQuestion: What is it?\n"
                + "Options: A. boat\nB. tree\nC. lion\n")
        #expect(value("coarse_perception", scores) == 100 && value("logic_reasoning", scores) == 0)
        #expect(value("overall", scores) == 50)
        #expect(value("overall, options not turned", scores) == 100)
    }

    @Test("Tables that make no sense are refused with their line")
    func damaged() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let image = try Data(contentsOf: Self.picture).base64EncodedString()
        let cases: [(String, String)] = [
            ("x\tq\t\ta\tb\t\t\tA\tc\t\(image)\t\t", "index"),
            ("1\tq\t\ta\tb\t\t\tC\tc\t\(image)\t\t", "answer"),
            ("1\tq\t\ta\tb\t\t\tA\tc\t!!\t\t", "base 64"), ("1\tq", "answer"),
            ("1\t\"q", "never closed"),
        ]
        for (row, words) in cases {
            let error = #expect(throws: ComprehensionError.self, "\(words)") {
                try ComprehensionBenchmark.ccbench.questions(in: try table([row]))
            }
            #expect(error?.line == 2 && error?.message.contains(words) == true, "\(words)")
        }
        try write("index\tquestion\n", to: "other.tsv")
        #expect(throws: ComprehensionError.self) {
            try ComprehensionBenchmark.mmbench.questions(in: folder.appending(path: "other.tsv"))
        }
        let broken = try table([
            "1\tq\t\ta\tb\t\t\tA\tc\t\(Data("no picture".utf8).base64EncodedString())\t\t"
        ])
        let questions = try ComprehensionBenchmark.mmbench.questions(in: broken)
        #expect(throws: ComprehensionError.self) {
            try ComprehensionExam(.mmbench, of: Examinee { _, _ in 0 }).outcomes(of: questions)
        }
    }

    @Test("SEED-Bench's questions about pictures are read by their kinds")
    func seed() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try copyPicture(to: "SEED-Bench-image/1_2")
        func question(_ id: String, type: String, data: String, answer: String = "C") -> String {
            """
            {"answer": "\(answer)", "choice_a": "w", "choice_b": "x", "choice_c": "y", "choice_d": "z", \
            "data_id": "\(data)", "data_type": "\(type)", "question": "Which?", "question_id": "\(id)", \
            "question_type_id": 5}
            """
        }
        let kinds = #""question_type": {"Instances Counting": 5}"#
        try write(
            "{\"questions\": [\(question("1", type: "image", data: "1_2")), \(question("2", type: "video", data: "v"))], \(kinds)}",
            to: "SEED-Bench.json")
        let questions = try ComprehensionBenchmark.seed.questions(in: folder)
        let outcomes = try ComprehensionExam(.seed, of: Examinee { _, _ in 2 })
            .outcomes(of: questions)
        let scores = ComprehensionScores(.seed, questions, outcomes: outcomes)
        #expect(scores.scores.map(\.name) == ["Instances Counting", "overall"])
        #expect(value("overall", scores) == 100)
        try write(
            "{\"questions\": [\(question("1", type: "image", data: "../1_2"))]}",
            to: "SEED-Bench.json")
        #expect(throws: ComprehensionError.self) {
            try ComprehensionBenchmark.seed.questions(in: folder)
        }
    }

    @Test("Q-Bench's questions are counted by their types and by their concerns")
    func qBench() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try copyPicture(to: "images/a.png")
        func entry(_ type: Int, _ concern: Int, _ right: String, picture: String = "a.png")
            -> String
        {
            """
            {"img_path": "\(picture)", "question": "How sharp?", "candidates": ["Blurry", "Sharp"], \
            "correct_ans": "\(right)", "type": \(type), "concern": \(concern)}
            """
        }
        func read(_ entries: [String]) throws -> [ComprehensionQuestion] {
            try write("[\(entries.joined(separator: ","))]", to: "llvisionqa_dev.json")
            return try ComprehensionBenchmark.qBench.questions(in: folder)
        }
        let questions = try read([
            entry(0, 0, "Sharp"), entry(2, 0, "Blurry"), entry(2, 3, "Sharp"),
        ])
        let file = folder.appending(path: "llvisionqa_dev.json")
        #expect(try ComprehensionBenchmark.qBench.questions(in: file) == questions)
        let examinee = Examinee { _, _ in 1 }
        let outcomes = try ComprehensionExam(.qBench, of: examinee).outcomes(of: questions)
        let scores = ComprehensionScores(.qBench, questions, outcomes: outcomes)
        #expect(
            scores.scores.map(\.name)
                == ["distortion", "how", "in-context other", "yes or no", "overall"])
        #expect(value("distortion", scores) == 50 && value("how", scores) == 50)
        #expect(value("in-context other", scores) == 100 && value("yes or no", scores) == 100)
        #expect(examinee.asked.count == 3 && examinee.asked[0].options == ["A", "B"])
        let bad = [
            (entry(0, 0, "Bright"), "candidates"), (entry(3, 0, "Sharp"), "type"),
            (entry(0, 4, "Sharp"), "concern"),
            (entry(0, 0, "Sharp", picture: "../a.png"), "picture"),
            (entry(0, 0, "Sharp").replacing("\"correct_ans\": \"Sharp\", ", with: ""), "no answer"),
        ]
        for (row, words) in bad {
            let error = #expect(throws: ComprehensionError.self, "\(words)") {
                try read([entry(0, 0, "Sharp"), row])
            }
            #expect(error?.line == 2 && error?.message.contains(words) == true, "\(words)")
        }
        try write("{}", to: "llvisionqa_dev.json")
        #expect(throws: ComprehensionError.self) {
            try ComprehensionBenchmark.qBench.questions(in: folder)
        }
    }

    @Test("Tiny LVLM's free answers are right with the right words, and abilities are summed up")
    func tinyLVLM() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try copyPicture(to: "Visual_Reasoning/images/a.png")
        try copyPicture(to: "Object_Hallucination/b.png")
        func entry(_ picture: String, _ question: String, _ answers: String) -> String {
            #"{"image_path": "\#(picture)", "question": "\#(question)", "gt_answers": \#(answers)}"#
        }
        let reasoning = [
            entry("images/a.png", "How many?", #""2""#),
            entry("images/a.png", "How many cars?", #""12""#),
            entry("images/a.png", "What?", #"["ship", "The Boat"]"#),
            entry("images/a.png", "What else?", #""boats""#),
        ]
        try write("[\(reasoning.joined(separator: ","))]", to: "Visual_Reasoning/dataset.json")
        try write(
            "[\(entry("b.png", "What?", #""a boat""#))]", to: "Object_Hallucination/dataset.json")
        let questions = try ComprehensionBenchmark.tinyLVLM.questions(in: folder)
        #expect(questions.count == 5)
        let examinee = Examinee { _, _ in 0 }
        let outcomes = try ComprehensionExam(.tinyLVLM, of: examinee).outcomes(of: questions)
        let scores = ComprehensionScores(.tinyLVLM, questions, outcomes: outcomes)
        #expect(value("Visual_Reasoning", scores) == 50)
        #expect(value("Object_Hallucination", scores) == 100 && value("overall", scores) == 150)
        #expect(examinee.asked.count == 5 && examinee.asked[0].question == "What?")
        let real = VisionExaminee(
            try VisionLanguageModels.load(SmolVLMTests.folder, splits: false, threads: 1))
        #expect(
            try ComprehensionExam(.tinyLVLM, of: real).outcomes(of: [questions[0]]).count == 1)
        for bad in ["../b.png", "/b.png", ""] {
            try write(
                "[\(reasoning[0]), \(entry(bad, "What?", #""x""#))]",
                to: "Visual_Reasoning/dataset.json")
            let error = #expect(throws: ComprehensionError.self, "\(bad)") {
                try ComprehensionBenchmark.tinyLVLM.questions(in: folder)
            }
            #expect(error?.line == 2 && error?.file.hasSuffix("dataset.json") == true)
        }
        #expect(throws: ComprehensionError.self) {
            try ComprehensionBenchmark.tinyLVLM.questions(in: folder.appending(path: "none"))
        }
    }

    @Test("An interrupted exam goes on, and a real model is held to the options")
    func resumes() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        try copyPicture(to: "count/a.png")
        try write("Are there two?\tYes\nAre there three?\tNo\n", to: "count/a.txt")
        let questions = try ComprehensionBenchmark.mme.questions(in: folder)
        let journal = folder.appending(path: "journal")
        let first = Examinee { _, _ in 0 }
        _ = try ComprehensionExam(.mme, of: first, journal: journal)
            .outcomes(of: Array(questions.prefix(1)))
        let model = try VisionLanguageModels.load(SmolVLMTests.folder, splits: false, threads: 1)
        let examinee = VisionExaminee(model)
        let outcomes = try ComprehensionExam(.mme, of: examinee, journal: journal)
            .outcomes(of: questions)
        #expect(outcomes.count == 2 && outcomes[0].isRight)
        let chosen = try examinee.choose(
            "Which?", of: ["A", "B", "C"], about: ImageDecoder().decode(Self.picture).bitmap)
        #expect((0..<3).contains(chosen))
        let again = Examinee { _, _ in 1 }
        _ = try ComprehensionExam(.mme, of: again, journal: journal).outcomes(of: questions)
        #expect(again.asked.isEmpty)
    }
}
