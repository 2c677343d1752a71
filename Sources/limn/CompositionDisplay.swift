import Foundation
import LimnComposer
import Synchronization

/// Says how far composition is: a table that is redrawn on a terminal, a line for each stage
/// elsewhere.
final class CompositionDisplay: Sendable {
    private struct State {
        var table: CompositionTable
        var drawnLines = 0
        var drawnAt = Date.distantPast
    }

    /// Seconds between two drawings, so that a slow terminal does not hold up the model.
    private static let pause = 0.2

    private let isQuiet: Bool
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private let state: Mutex<State>

    init(articles: Int, expected: [String: Int], isQuiet: Bool) {
        self.isQuiet = isQuiet
        state = Mutex(
            State(
                table: CompositionTable(articles: articles, expected: expected, begun: .now)))
    }

    /// The tokens written so far.
    var tokens: Int { state.withLock { $0.table.tokens } }

    func show(_ report: ComposerProgress.Report) {
        let now = Date()
        state.withLock { state in
            state.table.note(report, at: now)
            guard !isQuiet else { return }
            guard isTerminal else {
                if report.done == 0, report.tokens == 0 {
                    CommandFailure.say(
                        "\(report.article): \(report.stage.rawValue), \(report.total) texts")
                }
                return
            }
            guard now.timeIntervalSince(state.drawnAt) > Self.pause else { return }
            draw(&state, at: now)
        }
    }

    /// Prints something where the table was.
    func pause(_ lines: () -> Void) {
        state.withLock { state in
            clear(&state)
            lines()
        }
    }

    /// An article is finished, or failed.
    func finish(_ article: String) {
        state.withLock { $0.table.finish(article) }
    }

    /// Takes the table away.
    func finish() {
        state.withLock { clear(&$0) }
    }

    private func draw(_ state: inout State, at now: Date) {
        clear(&state)
        let lines = state.table.lines(at: now, width: Self.columns)
        FileHandle.standardError.write(Data(lines.map { $0 + "\n" }.joined().utf8))
        state.drawnLines = lines.count
        state.drawnAt = now
    }

    private func clear(_ state: inout State) {
        guard state.drawnLines > 0 else { return }
        FileHandle.standardError.write(Data("\u{1B}[\(state.drawnLines)F\u{1B}[J".utf8))
        state.drawnLines = 0
    }

    private static var columns: Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else {
            return 100
        }
        return Int(size.ws_col)
    }
}
