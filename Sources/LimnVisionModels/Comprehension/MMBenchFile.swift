import Foundation

/// MMBench: a table with tabulators whose pictures are written in base 64.
enum MMBenchFile {
    /// Rows from this index on are turned copies of others, which are made here.
    private static let copies = 1_000_000

    static func questions(in file: URL) throws -> [ComprehensionQuestion] {
        let rows = try BenchmarkTable.rows(of: file)
        let names = rows.first?.cells ?? []
        let columns = Dictionary(
            names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        for name in ["index", "question", "A", "B", "answer", "image"] where columns[name] == nil {
            throw ComprehensionError(
                file: file.path, line: 1, message: "the column \(name) is missing")
        }
        var pictures: [String: Data] = [:]
        return try rows.dropFirst().compactMap { line, cells in
            guard cells != [""] else { return nil }
            func cell(_ name: String) -> String {
                guard let column = columns[name], column < cells.count else { return "" }
                let text = cells[column]
                return text == "nan" ? "" : text
            }
            func failure(_ message: String) -> ComprehensionError {
                ComprehensionError(file: file.path, line: line, message: message)
            }
            guard let index = Int(cell("index")) else { throw failure("the index is no number") }
            guard index < copies else { return nil }
            let options = ["A", "B", "C", "D", "E"].map(cell).prefix { !$0.isEmpty }
            guard let answer = ["A", "B", "C", "D", "E"].firstIndex(of: cell("answer")),
                answer < options.count, options.count > 1
            else { throw failure("the answer is none of the options") }
            // Later questions about a picture may give the index of the first instead of it.
            let image = cell("image")
            guard let content = pictures[image] ?? Data(base64Encoded: image), !content.isEmpty
            else { throw failure("the picture is no text in base 64") }
            pictures[cell("index")] = content
            let group = cell("l2-category")
            return ComprehensionQuestion(
                id: cell("index"), groups: [group.isEmpty ? cell("category") : group],
                pair: cell("index"), picture: .content(content), text: cell("question"),
                hint: cell("hint"), options: Array(options), answer: answer)
        }
    }
}
