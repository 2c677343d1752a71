import Foundation
import LimnArticles

/// The answers that are already known, by key: from the record and from an interrupted run.
///
/// A run adds each answer to a journal as soon as it is accepted; the next run reads the
/// journal, so nothing finished is asked twice, also after `kill -9`.
final class AnswerBook {
    private var known: [String: CompositionRecord.Answer] = [:]
    private(set) var used: [CompositionRecord.Answer] = []
    private var usedKeys: Set<String> = []
    private let recorded: Set<String>
    private let journal: URL?
    private let isReadOnly: Bool

    /// Opens a book.
    ///
    /// - Parameters:
    ///   - record: The answers of the record that may be used.
    ///   - recorded: The keys of all the record's answers, also of those to be asked again.
    ///   - journal: The journal file, whether or not it exists.
    ///   - isReadOnly: Whether new answers are forgotten.
    init(
        record: [CompositionRecord.Answer], recorded: Set<String> = [], journal: URL?,
        isReadOnly: Bool = false
    ) {
        self.isReadOnly = isReadOnly
        self.recorded = recorded
        self.journal = journal
        for answer in record { known[answer.key] = answer }
        guard let journal, let data = try? Data(contentsOf: journal) else { return }
        // A line that a crash cut short does not decode and is simply asked again.
        for line in data.split(separator: UInt8(ascii: "\n")) {
            if let answer = try? JSONDecoder().decode(CompositionRecord.Answer.self, from: line) {
                known[answer.key] = answer
            }
        }
    }

    /// The answer of a key, if known; it counts as used from now on.
    ///
    /// - Parameter about: What the answer is for now; a section may have moved since it was
    ///   written, and the record must name its present place.
    func take(_ key: StageKey, about: String) -> CompositionRecord.Answer? {
        guard var answer = known[key.text] else { return nil }
        answer.about = about
        use(answer)
        return answer
    }

    /// The answer of a key, if known, without counting it as used.
    func look(_ key: StageKey) -> CompositionRecord.Answer? { known[key.text] }

    /// Whether the record of the last finished run holds an answer of this key.
    func isRecorded(_ key: StageKey) -> Bool { recorded.contains(key.text) }

    /// Keeps a new answer and writes it to the journal.
    func keep(_ answer: CompositionRecord.Answer) throws {
        known[answer.key] = answer
        guard let journal, !isReadOnly else { return }
        let line = try JSONEncoder().encode(answer) + Data("\n".utf8)
        let folder = journal.deletingLastPathComponent()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        if !FileManager.default.fileExists(atPath: journal.path) {
            _ = FileManager.default.createFile(atPath: journal.path, contents: nil)
        }
        let handle = try FileHandle(forWritingTo: journal)
        defer { try? handle.close() }
        let end = try handle.seekToEnd()
        // After a line that a crash cut short, begin a new one.
        try handle.write(contentsOf: end > 0 ? Data("\n".utf8) + line : line)
    }

    /// Removes the journal once the record holds everything.
    func finish() {
        if let journal { try? FileManager.default.removeItem(at: journal) }
    }

    private func use(_ answer: CompositionRecord.Answer) {
        if usedKeys.insert(answer.key).inserted { used.append(answer) }
    }
}
