import ArgumentParser

/// How a command reports what it did.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    /// Lines for people.
    case text
    /// One JSON document on standard output, and nothing else there.
    case json
}

/// The options that every command has.
struct OutputOptions: ParsableArguments {
    @Option(help: "How to report: text or json.")
    var format: OutputFormat = .text

    @Flag(help: "Say nothing but results and errors.")
    var quiet = false
}
