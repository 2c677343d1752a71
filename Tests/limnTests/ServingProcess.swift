import Foundation
import Testing

/// A `limn serve` that has rendered its site; ended for good when it is let go.
final class ServingProcess {
    /// Scheme, host and port.
    let origin: String
    /// The port.
    let port: UInt16

    private let process: Process
    private let log: URL

    /// Starts serving the site in a folder, on any port that is free, and waits for the first render.
    init(_ root: URL) throws {
        log = root.appending(path: "log.txt")
        try Data().write(to: log)
        process = try LimnCommand.start(
            ["serve", "--port", "0", "--directory", root.path], output: log)
        var said = ""
        while !said.contains("rendered in"), process.isRunning {
            Thread.sleep(forTimeInterval: 0.1)
            said = try String(contentsOf: log, encoding: .utf8)
        }
        let address = try #require(
            said.firstMatch(of: /serving (http:\/\/127\.0\.0\.1:(\d+))\//), "\(said)")
        origin = String(address.1)
        port = try #require(UInt16(address.2))
    }

    deinit {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// Sends a signal, and waits for the end.
    ///
    /// - Returns: the exit status, and everything that was said
    func stop(_ signal: Int32) throws -> (status: Int32, said: String) {
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        return (process.terminationStatus, try String(contentsOf: log, encoding: .utf8))
    }
}
