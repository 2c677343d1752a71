import Foundation
import LimnComposer
import Synchronization

/// Says how far composition is: one line that is rewritten on a terminal, a line for each
/// stage elsewhere.
final class CompositionProgressLine: Sendable {
    private struct State {
        var begun = Date()
        var isDirty = false
    }

    private let isQuiet: Bool
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private let state = Mutex(State())

    init(isQuiet: Bool) { self.isQuiet = isQuiet }

    func show(_ report: ComposerProgress.Report) {
        guard !isQuiet else { return }
        state.withLock { state in
            if report.done == 0, report.tokens == 0 {
                state.begun = Date()
                if !isTerminal {
                    CommandFailure.say(
                        "\(report.article): \(report.stage.rawValue), \(report.total) texts")
                    return
                }
            }
            guard isTerminal else { return }
            state.isDirty = true
            var text = "\(report.article): \(report.stage.rawValue) \(report.done)/\(report.total)"
            if report.tokens > 0 {
                let seconds = max(Date().timeIntervalSince(state.begun), 0.1)
                text += ", \(Int(Double(report.tokens) / seconds)) tokens/s"
                if report.done > 0, report.done < report.total {
                    let left = seconds / Double(report.done) * Double(report.total - report.done)
                    text += ", about \(Int(left) + 1) s left"
                }
            }
            FileHandle.standardError.write(Data("\r\u{1B}[K\(text)".utf8))
        }
    }

    func finish() {
        state.withLock { state in
            guard state.isDirty else { return }
            state.isDirty = false
            FileHandle.standardError.write(Data("\r\u{1B}[K".utf8))
        }
    }
}
