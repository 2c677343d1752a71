import Foundation

/// MME: a folder a subtask, in which each picture has a text file with its questions and answers.
enum MMEFolder {
    /// The subtasks that are counted as perception; the others of ``cognition`` as cognition.
    static let perception = [
        "existence", "count", "position", "color", "posters", "celebrity", "scene", "landmark",
        "artwork", "OCR",
    ]
    static let cognition = [
        "commonsense_reasoning", "numerical_calculation", "text_translation", "code_reasoning",
    ]
    private static let endings = ["jpg", "png", "jpeg"]

    static func questions(in folder: URL) throws -> [ComprehensionQuestion] {
        var questions: [ComprehensionQuestion] = []
        for task in perception + cognition {
            let place = folder.appending(path: task)
            // Some subtasks have pictures and questions in folders of their own.
            let texts = [place.appending(path: "questions_answers_YN"), place]
            let pictures = [place.appending(path: "images"), place]
            for texts in texts {
                let names = (try? FileManager.default.contentsOfDirectory(atPath: texts.path)) ?? []
                for name in names.sorted() where name.hasSuffix(".txt") {
                    questions += try read(
                        in: texts.appending(path: name), pictures: pictures, task: task)
                }
            }
        }
        guard !questions.isEmpty else {
            throw ComprehensionError(
                file: folder.path, line: nil,
                message: "there are no questions in folders such as \(perception[0])")
        }
        return questions
    }

    private static func read(
        in file: URL, pictures: [URL], task: String
    ) throws -> [ComprehensionQuestion] {
        let stem = file.deletingPathExtension().lastPathComponent
        let places = pictures.flatMap { folder in
            endings.map { folder.appending(path: "\(stem).\($0)") }
        }
        guard let picture = places.first(where: { FileManager.default.fileExists(atPath: $0.path) })
        else {
            throw ComprehensionError(
                file: file.path, line: nil, message: "the picture \(stem) is missing")
        }
        return try BenchmarkTable.lines(of: file).enumerated().compactMap { index, line in
            guard !line.trimmingCharacters(in: .whitespaces).isEmpty else { return nil }
            let parts = line.split(separator: "\t", omittingEmptySubsequences: false)
            let answer = parts.last?.trimmingCharacters(in: .whitespaces).lowercased() ?? ""
            guard parts.count == 2, ["yes", "no"].contains(answer) else {
                throw ComprehensionError(
                    file: file.path, line: index + 1,
                    message: "the line is no question, tabulator and Yes or No")
            }
            return ComprehensionQuestion(
                id: "\(task)/\(stem)/\(index + 1)", groups: [task], pair: "\(task)/\(stem)",
                picture: .file(picture), text: String(parts[0]), hint: "", options: ["Yes", "No"],
                answer: answer == "yes" ? 0 : 1)
        }
    }
}
