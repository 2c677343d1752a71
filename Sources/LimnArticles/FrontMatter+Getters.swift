import Foundation

extension FrontMatter {
    /// Text; a number or a date reads as it is written.
    public func string(_ key: String) throws -> String? {
        guard let value = value(key), value.content != .empty else { return nil }
        guard let text = value.text else {
            throw problem(
                key, "'\(key)' must be text, not \(value.kindName)",
                remedy: "Write for example: \(key): some text")
        }
        return text
    }

    /// A whole number.
    public func integer(_ key: String, in range: ClosedRange<Int>? = nil) throws -> Int? {
        guard let text = try string(key) else { return nil }
        guard let number = Int(text) else {
            throw problem(
                key, "'\(key)' must be a whole number, not \"\(text.prefix(40))\"",
                remedy: "Write for example: \(key): \(range?.lowerBound ?? 3)")
        }
        if let range, !range.contains(number) {
            throw problem(
                key, "'\(key)' is \(number), outside \(range.lowerBound) to \(range.upperBound)",
                remedy: "Choose a number in that range.")
        }
        return number
    }

    /// `true` or `false`.
    public func boolean(_ key: String) throws -> Bool? {
        guard let text = try string(key) else { return nil }
        switch text.lowercased() {
        case "true", "yes", "on": return true
        case "false", "no", "off": return false
        default:
            throw problem(
                key, "'\(key)' must be true or false, not \"\(text.prefix(40))\"",
                remedy: "Write \(key): true")
        }
    }

    /// A list of texts; a single text counts as a list of one.
    public func strings(_ key: String) throws -> [String]? {
        guard let value = value(key) else { return nil }
        switch value.content {
        case .empty: return []
        case .scalar(let text): return [text]
        case .sequence(let items):
            return try items.map { item in
                guard let text = item.text else {
                    throw Problem(
                        at: SourceLocation(file: file, line: item.line),
                        "'\(key)' must be a list of texts, but holds \(item.kindName)",
                        remedy: "Write for example: \(key): [one, two]")
                }
                return text
            }
        case .mapping:
            throw problem(
                key, "'\(key)' must be a list of texts, not a group of keys",
                remedy: "Write for example: \(key): [one, two]")
        }
    }

    /// A group of keys, with its own getters.
    public func group(_ key: String) throws -> FrontMatter? {
        guard let value = value(key), value.content != .empty else { return nil }
        guard case .mapping(let entries) = value.content else {
            throw problem(
                key, "'\(key)' must be a group of keys, not \(value.kindName)",
                remedy: "Write its keys below it, indented.")
        }
        return FrontMatter(trusted: entries, file: file)
    }

    /// Language tags.
    public func languages(_ key: String) throws -> [LanguageTag]? {
        guard let names = try strings(key) else { return nil }
        var found: [LanguageTag] = []
        for name in names {
            guard let tag = LanguageTag(name) else {
                throw problem(
                    key, "\"\(name.prefix(40))\" is not a language tag",
                    remedy: "Use tags such as en, zh or pt-BR.")
            }
            guard !found.contains(tag) else {
                throw problem(key, "the language '\(tag)' is listed twice", remedy: "Keep one.")
            }
            found.append(tag)
        }
        return found
    }

    /// A day as `YYYY-MM-DD`; a time of day after it is allowed and ignored.
    public func day(_ key: String) throws -> String? { try timestamp(key)?.day }

    /// A day with, perhaps, a time of day.
    public func timestamp(_ key: String) throws -> Timestamp? {
        guard let text = try string(key) else { return nil }
        guard let time = Timestamp(text) else {
            throw problem(
                key, "'\(key)' is not a date: \"\(text.prefix(40))\"",
                remedy: "Write it as 2026-05-31, or 2026-05-31T08:30:00+02:00.")
        }
        return time
    }

    /// The first of several names for the same thing that is there.
    public func key(among names: [String]) -> String? {
        names.first { name in entries.contains { $0.key == name } }
    }

    /// Warnings for keys that look like misspelt known ones.
    ///
    /// For files in which anybody may have keys of their own: a key one letter away from a known
    /// one, or two in a long word, is more likely a slip than a name.
    public func misspeltKeys(known: [String]) -> [Problem] {
        entries.compactMap { entry in
            guard !known.contains(entry.key), entry.key.count >= 4 else { return nil }
            let allowed = entry.key.count >= 7 ? 2 : 1
            let near = known.filter {
                abs($0.count - entry.key.count) <= allowed && $0.count >= 4
                    && entry.key.isMisspelling(of: $0, allowed: allowed)
            }
            guard let meant = near.min() else { return nil }
            return Problem(
                at: SourceLocation(file: file, line: entry.line),
                "the key '\(entry.key)' is not known, and '\(meant)' is",
                remedy: "Rename it; if it is a parameter of your own, put it below 'params:'.",
                severity: .warning)
        }
    }

    /// Problems for keys that nothing reads, each with the nearest known key.
    public func unknownKeys(known: [String]) -> [Problem] {
        entries.filter { !known.contains($0.key) }.map { entry in
            let nearest = known.min {
                ($0.editDistance(to: entry.key), $0) < ($1.editDistance(to: entry.key), $1)
            }
            let close = nearest.flatMap { $0.editDistance(to: entry.key) <= 2 ? $0 : nil }
            return Problem(
                at: SourceLocation(file: file, line: entry.line), "unknown key '\(entry.key)'",
                remedy: close.map { "Did you mean '\($0)'?" }
                    ?? "Known keys: \(known.joined(separator: ", ")).")
        }
    }
}

extension String {
    /// Whether a few letters too many, too few, other or swapped make the difference.
    fileprivate func isMisspelling(of known: String, allowed: Int) -> Bool {
        let distance = editDistance(to: known)
        if distance <= allowed { return true }
        return distance == 2 && count == known.count && sorted() == known.sorted()
    }

    /// The Levenshtein distance in characters, for naming the key that was meant.
    public func editDistance(to other: String) -> Int {
        let target = Array(other)
        var previous = Array(0...target.count)
        for (row, character) in enumerated() {
            var current = [row + 1]
            for (column, wanted) in target.enumerated() {
                current.append(
                    Swift.min(
                        previous[column] + (character == wanted ? 0 : 1), previous[column + 1] + 1,
                        current[column] + 1))
            }
            previous = current
        }
        return previous[target.count]
    }
}
