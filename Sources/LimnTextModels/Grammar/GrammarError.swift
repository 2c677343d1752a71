/// A pattern that cannot be used, or a generation that left its language.
public struct GrammarError: Error, Equatable, CustomStringConvertible {
    /// The pattern as it was given.
    public let pattern: String
    /// Where in the pattern, counted in Unicode scalars from 1; nil where it is not at one place.
    public let position: Int?
    /// What is wrong and what to do.
    public let message: String

    /// The pattern, the place and the message.
    public var description: String {
        let place = position.map { ", character \($0)" } ?? ""
        return "pattern “\(pattern.prefix(120))”\(place): \(message)"
    }
}
