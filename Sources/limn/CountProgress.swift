import Foundation

/// Shows how many of something are done, with the time left, on a terminal only.
final class CountProgress {
    private let label: String
    private let isShown: Bool
    private let started = Date()
    private var drawn = Date.distantPast
    private var hasLine = false

    init(_ label: String, isQuiet: Bool) {
        self.label = label
        isShown = !isQuiet && isatty(STDERR_FILENO) == 1
    }

    /// Draws at most ten times a second.
    func show(_ done: Int, of total: Int) {
        let now = Date()
        guard isShown, now.timeIntervalSince(drawn) >= 0.1 else { return }
        drawn = now
        var line = "\r\u{1B}[K\(label) \(done) of \(total)"
        let elapsed = now.timeIntervalSince(started)
        if elapsed > 1, done > 0, done < total {
            let left = Int((elapsed / Double(done) * Double(total - done)).rounded(.up))
            line += left >= 60 ? ", \(left / 60) min \(left % 60) s left" : ", \(left) s left"
        }
        FileHandle.standardError.write(Data(line.utf8))
        hasLine = true
    }

    /// Takes the line away.
    func finish() {
        if hasLine { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
        hasLine = false
    }
}
