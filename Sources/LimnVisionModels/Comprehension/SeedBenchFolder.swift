import Foundation

/// SEED-Bench: a JSON file of questions and a folder of pictures.
enum SeedBenchFolder {
    private struct Document: Decodable {
        struct Question: Decodable {
            let answer: String
            let choiceA: String
            let choiceB: String
            let choiceC: String
            let choiceD: String
            let dataId: String
            let dataType: String
            let question: String
            let questionId: Identifier
            let questionTypeId: Int
        }
        let questions: [Question]
        let questionType: [String: Int]?
    }

    /// A number or a text.
    private struct Identifier: Decodable {
        let text: String

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            text = try (try? container.decode(String.self)) ?? String(container.decode(Int.self))
        }
    }

    static func questions(in folder: URL) throws -> [ComprehensionQuestion] {
        let file = folder.appending(path: "SEED-Bench.json")
        func failure(_ message: String, _ entry: Int? = nil) -> ComprehensionError {
            ComprehensionError(file: file.path, line: entry, message: message)
        }
        guard let data = try? Data(contentsOf: file) else { throw failure("it cannot be read") }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        guard let document = try? decoder.decode(Document.self, from: data) else {
            throw failure("it is not the JSON that is expected")
        }
        let names = Dictionary(
            (document.questionType ?? [:]).map { ($1, $0) }, uniquingKeysWith: min)
        return try document.questions.enumerated().compactMap { index, question in
            guard question.dataType == "image" else { return nil }
            guard let answer = ["A", "B", "C", "D"].firstIndex(of: question.answer),
                !question.dataId.contains("/"), !question.dataId.hasPrefix(".")
            else { throw failure("the answer or the picture's name makes no sense", index + 1) }
            return ComprehensionQuestion(
                id: question.questionId.text,
                groups: [names[question.questionTypeId] ?? "\(question.questionTypeId)"],
                pair: question.questionId.text,
                picture: .file(
                    folder.appending(path: "SEED-Bench-image").appending(path: question.dataId)),
                text: question.question, hint: "",
                options: [
                    question.choiceA, question.choiceB, question.choiceC, question.choiceD,
                ], answer: answer)
        }
    }
}
