/// A place in a file that a writer can open: the path as the writer knows it, and a line.
public struct SourceLocation: Sendable, Hashable, CustomStringConvertible {
    /// The path, relative to the project where the file lies inside it.
    public let file: String
    /// The line, counted from 1; `nil` where the problem concerns the file as a whole.
    public let line: Int?

    /// Makes a location.
    public init(file: String, line: Int? = nil) {
        self.file = file
        self.line = line
    }

    /// `FILE:LINE`, or `FILE` alone.
    public var description: String { line.map { "\(file):\($0)" } ?? file }
}
