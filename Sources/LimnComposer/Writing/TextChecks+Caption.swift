import LimnArticles

extension TextChecks {
    /// Why a caption cannot be accepted.
    ///
    /// - Parameters:
    ///   - text: The caption.
    ///   - description: What the picture shows: its alternative text.
    ///   - paragraph: The paragraph beside it.
    ///   - others: The article's other captions.
    func captionFailures(
        in text: String, description: String, paragraph: String, others: [String]
    ) -> [String] {
        var found = lineFailures(in: text)
        if Prose.fingerprint(text) == Prose.fingerprint(description) {
            found.append("says no more than the alternative text")
        }
        if others.contains(text) { found.append("repeats another caption") }
        let window = language.countsCharacters ? 7 : 5
        let paragraphRuns = Set(
            Prose.runs(of: Prose.units(of: paragraph, in: language), window: window))
        if Prose.runs(of: Prose.units(of: text, in: language), window: window)
            .contains(where: { paragraphRuns.contains($0) })
        {
            found.append("repeats the paragraph")
        }
        let length = Prose.length(of: text, in: language)
        if !(language.countsCharacters ? 4...16 : 3...8).contains(length) {
            found.append("\(length) words are no caption")
        }
        let told = Grounding(point: "\(description) \(paragraph)", language: language)
        if told.support(of: text) < (language.countsCharacters ? 0.4 : 0.6) {
            found.append("says what the paragraph does not")
        }
        let units = Prose.units(of: text, in: language)
        let pieces =
            language.countsCharacters
            ? Prose.runs(of: units, window: 2) : units.filter { $0.count > 3 }.map { [$0] }
        if Set(pieces).count < pieces.count { found.append("says a word twice") }
        if !names(description, in: text) {
            found.append("does not name what the picture shows")
        }
        return found
    }

    /// Whether a caption has a word of what the picture shows.
    func names(_ description: String, in caption: String) -> Bool {
        Grounding(point: description, language: language).score(of: caption) > 0
            // A Chinese name of one character has no pairs.
            || description.count == 1 && caption.contains(description)
    }
}
