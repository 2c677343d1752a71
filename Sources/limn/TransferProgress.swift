import Foundation
import LimnModelFiles

/// Shows a download on standard error: a bar with rate and time left on a terminal, and a plain
/// line a phase elsewhere.
final class TransferProgress {
    private let isQuiet: Bool
    private let isTerminal = isatty(STDERR_FILENO) == 1
    private var current: (file: String, phase: String)?
    private var started = Date()
    private var startBytes: UInt64 = 0
    private var drawn = Date.distantPast
    private var hasLine = false
    private var plainTenth = -1

    init(isQuiet: Bool) {
        self.isQuiet = isQuiet
    }

    /// Takes note of progress, and draws it at most ten times a second.
    func show(_ progress: ModelDownload.Progress) {
        guard !isQuiet else { return }
        let phase: String
        switch progress.phase {
        case .fetching: phase = "fetching"
        case .joining: phase = "joining"
        case .checking: phase = "checking"
        }
        if current?.file != progress.file || current?.phase != phase {
            finish()
            current = (progress.file, phase)
            started = Date()
            startBytes = progress.done
            plainTenth = -1
        }
        if isTerminal { draw(progress, phase) } else { log(progress, phase) }
    }

    /// Ends the line that is being drawn.
    func finish() {
        if hasLine { write("\r\u{1B}[K") }
        hasLine = false
        current = nil
    }

    private func draw(_ progress: ModelDownload.Progress, _ phase: String) {
        let now = Date()
        guard now.timeIntervalSince(drawn) >= 0.1 || progress.done >= progress.total else { return }
        drawn = now
        let share = progress.total == 0 ? 1 : Double(progress.done) / Double(progress.total)
        let filled = min(24, Int(share * 24))
        let bar =
            String(repeating: "█", count: filled) + String(repeating: "░", count: 24 - filled)
        var line = "\(phase) \(progress.file) \(bar) \(Int(share * 100)) % of "
        line += ByteCount.text(progress.total)
        let elapsed = now.timeIntervalSince(started)
        if elapsed > 1, progress.done > startBytes {
            let rate = Double(progress.done - startBytes) / elapsed
            let left = Int((Double(progress.total - progress.done) / rate).rounded(.up))
            line += ", \(ByteCount.text(UInt64(rate)))/s, "
            line += left >= 60 ? "\(left / 60) min \(left % 60) s left" : "\(left) s left"
        }
        write("\r\u{1B}[K" + line)
        hasLine = true
    }

    /// Where there is no terminal: one line at the start, and one a tenth of a long download.
    private func log(_ progress: ModelDownload.Progress, _ phase: String) {
        guard phase == "fetching" || plainTenth < 0 else { return }
        let tenth = progress.total == 0 ? 10 : Int(progress.done * 10 / progress.total)
        guard tenth > plainTenth else { return }
        let isFirst = plainTenth < 0
        plainTenth = tenth
        if phase != "fetching" && progress.total < 100 << 20 { return }
        if !isFirst && progress.total < 256 << 20 { return }
        write(
            isFirst
                ? "\(phase) \(progress.file), \(ByteCount.text(progress.total))\n"
                : "\(phase) \(progress.file): \(tenth * 10) %\n")
    }

    private func write(_ text: String) {
        FileHandle.standardError.write(Data(text.utf8))
    }
}
