import LimnArticles

/// A thing that an article shows, with what the dictionary says of it.
struct Subject {
    var name: String
    var sense: LexiconSense?

    /// The name as a heading has it: small letters unless it is a proper name.
    var label: String {
        guard let lemma = sense?.lemma, !lemma.isEmpty else { return name }
        return lemma.first?.isUppercase == true ? lemma : name.lowercased()
    }

    /// What the dictionary says of it, if that is enough for a paragraph.
    var point: String? {
        guard let sense else { return nil }
        var parts = sense.definition.split(separator: ";").map { String($0).trimmed }
        if Prose.length(of: sense.definition, in: .english) < 5, !sense.broader.isEmpty {
            parts += sense.broader.split(separator: ";").map { String($0).trimmed }
        }
        parts.removeAll { $0.isEmpty }
        guard let first = parts.first else { return nil }
        // A damaged dictionary must not fill the prompt.
        let words = first.split(separator: " ").prefix(60)
        var point = "\(label): \(words.joined(separator: " ").prefix(600))"
        for part in parts.dropFirst() {
            guard Prose.length(of: point + part, in: .english) <= 34 else { break }
            point += "; \(part)"
        }
        return point
    }
}
