import ArgumentParser
import Foundation
import LimnComposer

/// `limn undo`: takes back what Limn wrote.
struct UndoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo",
        abstract: "Take back what limn compose or limn picture last wrote.",
        discussion: """
            Goes back one step each time it is called, and refuses when you have edited a file \
            since. Everything that was ever replaced stays in .limn/history.
            """)

    @Argument(help: "The article: its brief, a manuscript, or content/NAME; any if not given.")
    var article: String?

    @Flag(help: "Make the last step that was taken back once more.")
    var redo = false

    @Flag(help: "Only list what was done, the last first.")
    var list = false

    @Option(help: "The folder of the site.")
    var directory = "."

    func run() async throws {
        try await CommandFailure.reporting {
            let root = URL(filePath: directory, directoryHint: .isDirectory)
            let history = ArticleHistory(project: root)
            let brief = try article.map { try ArticleFiles.brief(of: $0, in: root) }
            if list {
                for change in try history.changes().reversed() {
                    print(
                        "\(change.number)  \(change.date)  \(change.action)"
                            + (change.isUndone ? "  (taken back)" : ""))
                }
                return
            }
            let change = redo ? try history.redo(article: brief) : try history.undo(article: brief)
            print(
                "\(redo ? "made again" : "taken back"): \(change.action) ("
                    + "\(change.files.map(\.path).joined(separator: ", ")))")
        }
    }
}
