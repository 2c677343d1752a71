import ArgumentParser
import Foundation
import LimnImageLibrary

extension LibraryCommand {
    struct Search: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Search the library with a text, or with a file of queries.")

        @Argument(help: "What the picture should show.") var text: String?

        @Option(help: "The language of the text.") var language = "en"

        @Option(
            help: """
                A JSON file: [{"query", "language", "context", "title", "shown"}]; "shown" lists pictures that \
                the article has, the nearest to the place first. All but "query" may be left out.
                """)
        var input: String?

        @Option(help: "How many pictures to give for each query.") var top = 10

        @Option(help: "Also write the pictures found to this HTML page.") var sheet: String?

        @OptionGroup var options: LibraryOptions
        @OptionGroup var output: OutputOptions

        func validate() throws {
            guard (text == nil) != (input == nil) else {
                throw ValidationError("Give either a text or --input FILE.")
            }
            guard top > 0 else { throw ValidationError("--top must be at least 1.") }
        }

        func run() throws {
            try LibraryCommand.reportingErrors {
                let queries = try queries()
                let library = try options.library()
                _ = try options.scan(library, quiet: output.quiet)
                let search = try options.search(library, quiet: output.quiet)
                let answers = try queries.map { try search.candidates(for: $0, limit: top) }
                if let sheet {
                    let page = ContactSheet.html(zip(queries.map(\.text), answers).map { ($0, $1) })
                    try Data(page.utf8).write(to: URL(filePath: sheet), options: .atomic)
                }
                if input != nil || output.format == .json {
                    let results = answers.map { $0.map(Result.init) }
                    if text != nil {
                        try ModelsCommand.printJSON(results[0])
                    } else {
                        try ModelsCommand.printJSON(results)
                    }
                    return
                }
                for candidate in answers[0] {
                    print("\(Result(candidate).score)  \(candidate.record.id)")
                    if !output.quiet {
                        print("    \(candidate.reasons.joined(separator: "; "))")
                    }
                }
            }
        }

        private func queries() throws -> [ImageQuery] {
            if let text { return [ImageQuery(text: text, language: language)] }
            let path = input ?? ""
            guard let data = FileManager.default.contents(atPath: path) else {
                throw LibraryError(
                    message: "\(path) cannot be read", remedy: "Check that the file exists.")
            }
            do {
                return try JSONDecoder().decode([Query].self, from: data).map {
                    ImageQuery(
                        text: $0.query, language: $0.language ?? language, context: $0.context,
                        title: $0.title, company: $0.shown ?? [])
                }
            } catch {
                throw LibraryError(
                    message: "\(path) is no list of queries\(Self.place(of: error))",
                    remedy: "Write [{\"query\": \"a red boat\"}]; "
                        + "'limn library search --help' names the other keys.")
            }
        }

        /// Where a file is not what it should be, such as “ (query 2, 'shown')”.
        private static func place(of error: any Error) -> String {
            let path: [any CodingKey]
            switch error {
            case DecodingError.typeMismatch(_, let context),
                DecodingError.valueNotFound(_, let context):
                path = context.codingPath
            case DecodingError.keyNotFound(let key, let context):
                path = context.codingPath + [key]
            default: return " in JSON"
            }
            guard let query = path.first?.intValue else { return "" }
            let key = path.dropFirst().first.map { ", '\($0.stringValue)'" } ?? ""
            return " (query \(query + 1)\(key))"
        }
    }

    private struct Query: Decodable {
        let query: String
        let language: String?
        let context: String?
        let title: String?
        let shown: [String]?
    }

    /// One answer of the machine interface.
    private struct Result: Encodable {
        let path: String
        let score: Double
        let why: String

        init(_ candidate: ImageCandidate) {
            path = candidate.record.id
            score = (candidate.score * 10_000).rounded() / 10_000
            why = candidate.reasons.joined(separator: "; ")
        }
    }
}
