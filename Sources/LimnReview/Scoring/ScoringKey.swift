import Foundation
import LimnArticles
import LimnComposer

/// Which article each letter of a scoring sheet stands for. It is kept from those who score, and from
/// those who hand out sheets.
public struct ScoringKey: Sendable, Hashable, Codable {
    /// What a letter stands for.
    public struct Article: Sendable, Hashable, Codable {
        /// The manuscript's file.
        public var file: String
        /// What it is compared by.
        public var group: String
        /// What it is judged by.
        public var dimensions: [JudgedDimension]
    }

    private static let version = "limn-scoring-key-1"

    /// The format's name and version.
    private(set) var format = version
    /// The sheet, as files of scores name it: the beginning of a hash of all that it shows.
    public let sheet: String
    /// The articles by their letters.
    public let articles: [String: Article]

    init(sheet: String, articles: [String: Article]) {
        self.sheet = sheet
        self.articles = articles
    }

    /// Reads a key.
    ///
    /// - Throws: a `Problem` that names the file
    public init(reading data: Data, file: String) throws {
        guard let key = try? JSONDecoder().decode(Self.self, from: data),
            key.format == Self.version
        else {
            throw Problem(
                at: SourceLocation(file: file), "this is no key of a scoring sheet",
                remedy: "Name the file that was written beside the sheet, with --key.")
        }
        self = key
    }

    /// The key as JSON.
    public func json() throws -> Data {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self) + Data("\n".utf8)
    }

    /// The levels that people gave to each article of this sheet, by its letter.
    ///
    /// - Parameter files: the files of scores with their names
    /// - Throws: `ProblemList` with a `Problem` for each file that cannot be counted
    public func judgements(
        of files: [(name: String, data: Data)]
    ) throws -> [String: ArticleJudgement] {
        var problems = ProblemList()
        var seen: [Data: String] = [:]
        var all: [String: ArticleJudgement] = [:]
        for file in files {
            let outcome = try problems.collect { () throws -> ScoringOutcome in
                if let other = seen[file.data] {
                    throw Problem(
                        at: SourceLocation(file: file.name),
                        "it says the same as \(other), and nobody's scores count twice",
                        remedy: "Leave one of them out.")
                }
                seen[file.data] = file.name
                return try ScoringOutcome(reading: file.data, file: file.name, key: self)
            }
            for (letter, levels) in outcome?.scores ?? [:] {
                for (dimension, level) in levels {
                    all[letter, default: ArticleJudgement()].levels[dimension, default: []]
                        .append(level)
                }
            }
        }
        try problems.throwIfErrors()
        return all
    }
}
