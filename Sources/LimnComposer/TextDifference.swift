/// What changed between two texts, line by line.
public struct TextDifference: Sendable {
    private enum Line {
        case same(Substring)
        case removed(Substring)
        case added(Substring)
    }

    private let lines: [Line]

    /// Compares two texts.
    public init(old: String, new: String) {
        let (before, after) = (Self.lines(of: old), Self.lines(of: new))
        var lines: [Line] = []
        var right = 0
        for (line, place) in zip(before, Alignment(before, with: after).places) {
            guard let place else {
                lines.append(.removed(line))
                continue
            }
            lines += after[right..<place].map(Line.added)
            lines.append(.same(line))
            right = place + 1
        }
        lines += after[right...].map(Line.added)
        self.lines = lines
    }

    /// The unified format of POSIX `diff -u`, three lines of context; empty where nothing changed.
    public func unified(file: String) -> String {
        let context = 3
        let changed = lines.indices.filter { index in
            if case .same = lines[index] { false } else { true }
        }
        guard let first = changed.first else { return "" }
        var groups = [first...first]
        for index in changed.dropFirst() {
            let last = groups[groups.count - 1]
            if index - last.upperBound <= 2 * context {
                groups[groups.count - 1] = last.lowerBound...index
            } else {
                groups.append(index...index)
            }
        }
        var text = "--- \(file)\n+++ \(file)\n"
        for group in groups {
            let range =
                max(
                    0, group.lowerBound - context)..<min(
                    lines.count, group.upperBound + context + 1)
            let before = Self.counts(lines[..<range.lowerBound])
            let inside = Self.counts(lines[range])
            text +=
                "@@ -\(Self.range(before.old, inside.old)) +\(Self.range(before.new, inside.new)) @@\n"
            for line in lines[range] {
                switch line {
                case .same(let content): text += " \(content)\n"
                case .removed(let content): text += "-\(content)\n"
                case .added(let content): text += "+\(content)\n"
                }
            }
        }
        return text
    }

    private static func lines(of text: String) -> [Substring] {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        if lines.last == "" { lines.removeLast() }
        return lines
    }

    private static func counts(_ lines: ArraySlice<Line>) -> (old: Int, new: Int) {
        lines.reduce(into: (old: 0, new: 0)) { counts, line in
            switch line {
            case .same: counts = (counts.old + 1, counts.new + 1)
            case .removed: counts.old += 1
            case .added: counts.new += 1
            }
        }
    }

    private static func range(_ before: Int, _ count: Int) -> String {
        count == 1 ? "\(before + 1)" : "\(count == 0 ? before : before + 1),\(count)"
    }
}
