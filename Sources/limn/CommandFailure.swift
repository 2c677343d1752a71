import ArgumentParser
import Foundation
import LimnArticles
import LimnModelFiles
import LimnTextModels

/// Turns errors into messages on standard error and the exit status that they stand for.
enum CommandFailure {
    /// Runs a command's work.
    ///
    /// - Throws: An `ExitCode`: 1 for problems in the content, 2 for wrong usage, 3 for
    ///   something outside.
    static func reporting(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let code as ExitCode {
            throw code
        } catch let error as ValidationError {
            throw error
        } catch let list as ProblemList {
            say(list.description)
            throw ExitCode(1)
        } catch let problem as Problem {
            say(problem.description)
            throw ExitCode(1)
        } catch let error as ModelStoreError {
            say("error: \(error)")
            throw ExitCode(error.reason == .unknownModel ? 2 : 3)
        } catch let error as GenerationError where error.isOfRequest {
            throw ValidationError("\(error)")
        } catch is CancellationError {
            say("stopped; what was finished is kept and the next run goes on from there")
            throw ExitCode(3)
        } catch {
            say("error: \(error)")
            throw ExitCode(3)
        }
    }

    /// Writes a line on standard error.
    static func say(_ text: String) {
        FileHandle.standardError.write(Data("\(text)\n".utf8))
    }
}
