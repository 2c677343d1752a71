/// The evidence for a text, kind by kind.
extension ImageSearch {
    /// The unfused scores of a text against every picture.
    struct Views {
        var scores: [FusionWeights.Evidence: [Double]] = [:]
        var queryWords: [String] = []
        var isGlossed = false
    }

    func views(of text: String, language: String) throws -> Views {
        let isChinese = language.hasPrefix("zh")
        let gloss = isChinese ? helpers.chinese?.gloss(text) ?? "" : ""
        var views = Views(isGlossed: !gloss.isEmpty)
        let words = queryWords(text, isChinese: isChinese)
        if knowledge == .everything {
            views.queryWords = words.flatMap { $0.flatMap { $0 } }
            views.scores[.words] = try wordScores(words, library.wordScores)
            if hasGlosses {
                views.scores[.glossWords] = try wordScores(words, library.glossScores)
            }
        }
        views.scores[.colours] = colours?.scores(text, language: language)
        views.scores[.pixels] = try tables.sights?.scores(text, gloss: gloss)
        guard let embedder = helpers.embedder, let index = tables.captions else { return views }
        let plain = try embedder.embedQuery(text)
        let glossed = gloss.isEmpty ? nil : try embedder.embedQuery(gloss)
        if let classes = tables.classes {
            views.scores[.pixels] = classes.scores(
                plain, glossed: glossed, language: isChinese ? "zh" : "en")
            views.scores[.seenWords] = classWords.map { names in
                classes.scores(ofClasses: names.scores(words.map { $0.flatMap { $0 } }))
            }
        }
        guard knowledge == .everything else { return views }
        let vector = index.centred(plain, language: language)
        views.scores[.meaning] = index.everything.scores(vector).map(Double.init)
        let english = isChinese ? glossed.map { index.centred($0, language: "en") } : vector
        if let english, isChinese || language.hasPrefix("en") {
            views.scores[.english] = index.english.scores(english).map(Double.init)
        }
        if let glosses = tables.glosses {
            var scores = glosses.table.scores(vector).map(Double.init)
            if isChinese, let english {
                let other = glosses.table.scores(english)
                for row in scores.indices { scores[row] = scores[row] / 2 + Double(other[row]) }
            }
            views.scores[.gloss] = scores
        }
        return views
    }

    /// What is looked for: alternatives for each word of the query, each of one or more words.
    ///
    /// A Chinese word may be found as itself or by one of its English senses; whichever fits best
    /// counts, so that a word of many synonyms does not outweigh the others.
    private func queryWords(_ text: String, isChinese: Bool) -> [[[String]]] {
        guard isChinese, let dictionary = helpers.chinese else {
            return SearchWords.query(text).map { [[$0]] }
        }
        var seen: Set<String> = []
        return dictionary.words(of: text).compactMap { word in
            guard seen.insert(word).inserted else { return nil }
            let senses = dictionary.senses(of: word, limit: 2).map(SearchWords.query)
            // A single character that the dictionary has nothing to say of is a particle or a sign.
            guard word.count > 1 || !senses.isEmpty else { return nil }
            let alternatives = ([SearchWords.query(word)] + senses).filter { !$0.isEmpty }
            return alternatives.isEmpty ? nil : alternatives
        }
    }

    private func wordScores(
        _ words: [[[String]]], _ look: ([String]) throws -> [(id: String, score: Double)]
    ) throws -> [Double] {
        var scores = [Double](repeating: 0, count: records.count)
        // Words without alternatives need one look into the index together.
        let plain = words.filter { $0.count == 1 }.flatMap { $0[0] }
        for (id, score) in try look(plain) {
            if let row = rows[id] { scores[row] += score }
        }
        for alternatives in words where alternatives.count > 1 {
            var best: [Int: Double] = [:]
            for alternative in alternatives {
                for (id, score) in try look(alternative) {
                    if let row = rows[id] { best[row] = max(best[row] ?? 0, score) }
                }
            }
            for (row, score) in best { scores[row] += score }
        }
        return scores
    }
}
