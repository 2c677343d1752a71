import Foundation

/// Tiny LVLM-eHub: a folder for each ability with pictures and `dataset.json`, a list of entries with
/// `image_path` from that folder, `question` and `gt_answers`, one text or several.
enum TinyLVLMFolder {
    private struct Entry: Decodable {
        let imagePath: String
        let question: String
        let gtAnswers: Answers
    }

    /// One text or a list of them.
    private struct Answers: Decodable {
        let texts: [String]

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            texts =
                try (try? container.decode([String].self)) ?? [container.decode(String.self)]
        }
    }

    static func questions(in folder: URL) throws -> [ComprehensionQuestion] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        let files = names.sorted().map {
            (name: $0, file: folder.appending(path: "\($0)/dataset.json"))
        }
        .filter { FileManager.default.fileExists(atPath: $0.file.path) }
        guard !files.isEmpty else {
            throw ComprehensionError(
                file: folder.path, line: nil, message: "no folder in it has a dataset.json")
        }
        return try files.flatMap { try questions(of: $0.name, in: $0.file) }
    }

    private static func questions(
        of ability: String, in file: URL
    ) throws -> [ComprehensionQuestion] {
        func failure(_ message: String, _ entry: Int? = nil) -> ComprehensionError {
            ComprehensionError(file: file.path, line: entry, message: message)
        }
        guard let data = try? Data(contentsOf: file) else { throw failure("it cannot be read") }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        guard let entries = try? decoder.decode([Entry].self, from: data) else {
            throw failure("it is not the JSON that is expected")
        }
        let folder = file.deletingLastPathComponent()
        return try entries.enumerated().map { index, entry in
            let steps = entry.imagePath.split(separator: "/", omittingEmptySubsequences: false)
            guard !steps.contains(".."), !steps.contains("") else {
                throw failure("the picture's path leads out of the folder", index + 1)
            }
            guard !entry.gtAnswers.texts.allSatisfy(\.isEmpty) else {
                throw failure("it has no answer", index + 1)
            }
            let id = "\(ability)/\(index + 1)"
            return ComprehensionQuestion(
                id: id, groups: [ability], pair: id,
                picture: .file(folder.appending(path: entry.imagePath)), text: entry.question,
                hint: "", options: [], answer: 0, accepted: entry.gtAnswers.texts)
        }
    }
}
