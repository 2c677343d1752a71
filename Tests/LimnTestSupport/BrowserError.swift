/// Why the browser could not do what a test asked for.
public struct BrowserError: Error, CustomStringConvertible {
    /// What went wrong.
    public let description: String
}
