import Foundation
import LimnArticles

extension BuildHooks {
    /// Runs commands one after the other in the site's folder, through the shell.
    ///
    /// What they print goes to the terminal's error output, so that it does not mix with a report.
    /// Each finds the site's folder in `LIMN_SITE`.
    ///
    /// - Parameters:
    ///   - commands: ``before`` or ``after``
    ///   - root: the site's folder
    ///   - log: told of each command before it runs
    /// - Throws: a `Problem` at the command's line when it cannot be run or does not end well; then
    ///   no further one runs
    public static func run(
        _ commands: [Command], in root: URL, log: (String) -> Void
    ) throws {
        for command in commands {
            log("running \(command.text)")
            let place = SourceLocation(file: SiteConfiguration.fileName, line: command.line)
            let process = Process()
            process.executableURL = URL(filePath: "/bin/sh")
            process.arguments = ["-c", command.text]
            process.currentDirectoryURL = root
            var environment = ProcessInfo.processInfo.environment
            environment["LIMN_SITE"] = root.path
            process.environment = environment
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = FileHandle.standardError
            do {
                try process.run()
            } catch {
                throw Problem(
                    at: place, "the hook '\(command.text.prefix(80))' cannot be run: \(error)",
                    remedy: "Check that /bin/sh exists.")
            }
            process.waitUntilExit()
            guard process.terminationReason == .exit, process.terminationStatus == 0 else {
                let how =
                    process.terminationReason == .exit
                    ? "ended with status \(process.terminationStatus)"
                    : "was ended by signal \(process.terminationStatus)"
                throw Problem(
                    at: place, "the hook '\(command.text.prefix(80))' \(how)",
                    remedy: "Run it in the site's folder to see why, or remove it.")
            }
        }
    }
}
