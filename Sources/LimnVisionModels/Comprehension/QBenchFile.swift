import Foundation

/// Q-Bench's questions on perception, LLVisionQA: a JSON file of questions with a folder of pictures.
///
/// An entry is as Q-Bench's own evaluations read it: `img_path`, `question`, `candidates`,
/// `correct_ans` (one of the candidates), `type` and `concern`, both counted from 0 in the order of the
/// leaderboard's columns. That order could not be checked against the published files; sums over all
/// questions do not depend on it. The pictures are in `images` beside the file.
enum QBenchFile {
    private struct Entry: Decodable {
        let imgPath: String
        let question: String
        let candidates: [String]
        let correctAns: String?
        let type: Int
        let concern: Int
    }

    private static let types = ["yes or no", "what", "how"]
    private static let concerns = [
        "distortion", "other", "in-context distortion", "in-context other",
    ]

    /// The questions.
    ///
    /// - Parameter data: The file, or the folder with `llvisionqa_dev.json`.
    static func questions(in data: URL) throws -> [ComprehensionQuestion] {
        let isFolder = (try? data.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory == true
        let file = isFolder ? data.appending(path: "llvisionqa_dev.json") : data
        func failure(_ message: String, _ entry: Int? = nil) -> ComprehensionError {
            ComprehensionError(file: file.path, line: entry, message: message)
        }
        guard let content = try? Data(contentsOf: file) else { throw failure("it cannot be read") }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        guard let entries = try? decoder.decode([Entry].self, from: content) else {
            throw failure("it is not the JSON that is expected")
        }
        let pictures = file.deletingLastPathComponent().appending(path: "images")
        return try entries.enumerated().map { index, entry in
            guard let right = entry.correctAns else {
                throw failure("it has no answer, as in the part that is kept for tests", index + 1)
            }
            let places = entry.candidates.indices.filter { entry.candidates[$0] == right }
            guard places.count == 1, (2...5).contains(entry.candidates.count) else {
                throw failure("the answer is not one of two to five candidates", index + 1)
            }
            guard types.indices.contains(entry.type), concerns.indices.contains(entry.concern)
            else { throw failure("the type or the concern is unknown", index + 1) }
            guard !entry.imgPath.isEmpty, !entry.imgPath.contains("/"),
                !entry.imgPath.hasPrefix(".")
            else { throw failure("the picture's name makes no sense", index + 1) }
            return ComprehensionQuestion(
                id: "\(index + 1)",
                groups: [types[entry.type], concerns[entry.concern]], pair: entry.imgPath,
                picture: .file(pictures.appending(path: entry.imgPath)), text: entry.question,
                hint: "", options: entry.candidates, answer: places[0])
        }
    }
}
