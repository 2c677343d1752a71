/// YAML of which only the last of each repeated key is left; lines stay where they are.
///
/// YAML (1.2.2, section 3.2.1.1) wants keys to be unique. Files from elsewhere that are read by a
/// parser that does not care may have one twice.
struct RepeatedKeyRemoval {
    /// The YAML with empty lines in the places of earlier values.
    let yaml: String
    /// One for each key that was there before.
    let warnings: [Problem]

    /// - Returns: `nil` where no key at the outermost level appears twice
    init?(_ yaml: String, file: String, firstLine: Int) {
        var lines = yaml.split(separator: "\n", omittingEmptySubsequences: false)
        var places: [Substring: Range<Int>] = [:]
        var open: Substring?
        var warnings: [Problem] = []
        for (number, line) in lines.enumerated() {
            guard let name = Self.key(line) else {
                if let key = open, let range = places[key] {
                    places[key] = range.lowerBound..<(number + 1)
                }
                continue
            }
            if let earlier = places[name] {
                for old in earlier { lines[old] = "" }
                warnings.append(
                    Problem(
                        at: SourceLocation(file: file, line: number + firstLine),
                        "the key '\(name.prefix(40))' stands in line "
                            + "\(earlier.lowerBound + firstLine) already; this one holds",
                        remedy: "Keep one of the two.", severity: .warning))
            }
            places[name] = number..<(number + 1)
            open = name
        }
        guard !warnings.isEmpty else { return nil }
        self.yaml = lines.joined(separator: "\n")
        self.warnings = warnings
    }

    /// The key at the very beginning of a line.
    private static func key(_ line: Substring) -> Substring? {
        guard let first = line.first, first.isLetter || first == "_",
            let colon = line.firstIndex(of: ":")
        else { return nil }
        let after = line[line.index(after: colon)...]
        guard after.first?.isWhitespace ?? true else { return nil }
        return line[..<colon]
    }
}
