import Foundation

/// Runs the `limn` that was built beside these tests.
enum LimnCommand {
    /// How a run ended.
    struct Outcome {
        var status: Int32
        var output: Data
        var errors: String

        /// The output as JSON.
        func json() throws -> Any { try JSONSerialization.jsonObject(with: output) }
    }

    private static var executable: URL {
        URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "limn")
    }

    /// The file of a model of the catalog, where this machine has it.
    static func model(_ file: String) -> URL? {
        let folder =
            ProcessInfo.processInfo.environment["LIMN_MODELS"]
            .flatMap { $0.isEmpty ? nil : URL(filePath: $0) }
            ?? FileManager.default.homeDirectoryForCurrentUser.appending(path: ".cache/limn/models")
        let url = folder.appending(path: file)
        return FileManager.default.fileExists(atPath: url.path) ? url : nil
    }

    static let smolLM = model("SmolLM2-135M-Instruct.Q4_1.gguf")
    static let e5 = model("e5-small-q4.bin")

    /// Starts `limn` and does not wait for it; what it says goes into a file.
    static func start(_ arguments: [String], output: URL? = nil) throws -> Process {
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.standardOutput =
            try output.map { try FileHandle(forWritingTo: $0) } ?? FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return process
    }

    /// Runs `limn` with arguments, and a text as its standard input.
    ///
    /// - Parameters:
    ///   - arguments: the arguments of `limn`
    ///   - input: its standard input
    ///   - prefix: what `env` gets before the command: variables, or a command that runs it
    static func run(
        _ arguments: [String], input: String = "", through prefix: [String] = []
    ) throws -> Outcome {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "limn-command-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        // Files, because a full pipe would stop the command for ever.
        func file(_ name: String, _ text: String = "") throws -> URL {
            let url = folder.appending(path: name)
            try Data(text.utf8).write(to: url)
            return url
        }
        let output = try file("output")
        let errors = try file("errors")
        let process = Process()
        process.executableURL = prefix.isEmpty ? executable : URL(filePath: "/usr/bin/env")
        process.arguments = prefix.isEmpty ? arguments : prefix + [executable.path] + arguments
        process.standardInput = try FileHandle(forReadingFrom: try file("input", input))
        process.standardOutput = try FileHandle(forWritingTo: output)
        process.standardError = try FileHandle(forWritingTo: errors)
        try process.run()
        process.waitUntilExit()
        return Outcome(
            status: process.terminationStatus, output: try Data(contentsOf: output),
            errors: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
    }
}
