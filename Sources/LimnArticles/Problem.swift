import Foundation

/// Something wrong with what the writer gave, told so that the writer can mend it.
///
/// Prints as
/// ```
/// content/savanna.brief.md:4: error: 'words' must be a whole number, not "many"
///   Write for example: words: 600
/// ```
public struct Problem: Error, Sendable, Hashable, CustomStringConvertible, LocalizedError {
    /// How bad a problem is.
    public enum Severity: String, Sendable, Codable {
        /// The work cannot be finished.
        case error
        /// The work is done, but the writer should look.
        case warning
    }

    /// Where the problem is.
    public let location: SourceLocation
    /// What is wrong, in one sentence.
    public let message: String
    /// What to do about it.
    public let remedy: String?
    /// How bad it is.
    public let severity: Severity

    /// Makes a problem.
    public init(
        at location: SourceLocation, _ message: String, remedy: String? = nil,
        severity: Severity = .error
    ) {
        self.location = location
        self.message = message
        self.remedy = remedy
        self.severity = severity
    }

    /// The same problem, for those who go on in spite of it.
    public var asWarning: Problem {
        Problem(at: location, message, remedy: remedy, severity: .warning)
    }

    /// `FILE:LINE: error: MESSAGE`, and the remedy on a line of its own.
    public var description: String {
        let first = "\(location): \(severity.rawValue): \(message)"
        guard let remedy else { return first }
        return "\(first)\n  \(remedy)"
    }

    /// The same text, for callers that know only `Error`.
    public var errorDescription: String? { description }
}

/// All problems found in one go, in the order of file and line.
public struct ProblemList: Error, Sendable, CustomStringConvertible, LocalizedError {
    /// The problems; never empty when thrown.
    public private(set) var problems: [Problem]

    /// Makes a list, sorted by file and line.
    public init(_ problems: [Problem] = []) {
        self.problems = problems
        sort()
    }

    /// Whether any problem is an error.
    public var hasErrors: Bool { problems.contains { $0.severity == .error } }

    /// Whether there is no problem at all.
    public var isEmpty: Bool { problems.isEmpty }

    /// Adds one problem.
    public mutating func append(_ problem: Problem) {
        problems.append(problem)
        sort()
    }

    /// Adds several problems.
    public mutating func append(contentsOf more: some Sequence<Problem>) {
        problems.append(contentsOf: more)
        sort()
    }

    /// Runs `body` and keeps the problems that it throws; other errors pass through.
    public mutating func collect<Value>(_ body: () throws -> Value) throws -> Value? {
        do {
            return try body()
        } catch let problem as Problem {
            append(problem)
        } catch let list as ProblemList {
            append(contentsOf: list.problems)
        }
        return nil
    }

    /// Throws the list if any problem in it is an error.
    public func throwIfErrors() throws {
        if hasErrors { throw self }
    }

    /// One problem after the other.
    public var description: String { problems.map(\.description).joined(separator: "\n") }

    /// The same text, for callers that know only `Error`.
    public var errorDescription: String? { description }

    private mutating func sort() {
        problems.sort {
            ($0.location.file, $0.location.line ?? 0, $0.message)
                < ($1.location.file, $1.location.line ?? 0, $1.message)
        }
    }
}
