import LimnArticles

/// Makes plans from a brief: title, headings and points, in each language.
struct Planning {
    let brief: Brief
    let desk: WritingDesk
    let lexicon: (any Lexicon)?

    /// The plan in the first language, from whatever the brief gives.
    func plan(in language: LanguageTag) async throws -> ArticlePlan {
        let prompts = PromptBooks.book(for: language)
        let request = prompts.request(brief)
        let title = try await title(in: language, prompts: prompts, request: request)
        // Keywords are for the plan; in each paragraph's question they would all be named.
        var plan = ArticlePlan(
            language: language, title: title, request: brief.instruction?.plainLine ?? "",
            sections: [])
        let excerpts = SourceExcerpts(brief.sources, language: language)
        for source in excerpts.foreign {
            desk.warn("the source \(source) is not in '\(language)', the first language, and waits")
        }
        var outline = brief.outline?.sections ?? []
        // A bare title is told by the things that it shows, where a dictionary knows them.
        let isTold = plan.request.isEmpty && lexicon?.language.primary == language.primary
        if outline.isEmpty, brief.keywords.isEmpty, !isTold {
            let parts = try await PartSearch(
                desk: desk, language: language, title: title, request: plan.request
            ).headings(words: brief.words)
            let glossary = Glossary(desk: desk, lexicon: lexicon, language: language, title: title)
            // What the dictionary knows of a part goes before what the model says of it.
            outline = parts.map {
                Outline.Section(heading: $0, notes: glossary.name(in: $0) ?? "")
            }
        }
        guard !outline.isEmpty else {
            plan.sections = try await SubjectPlanning(
                brief: brief, desk: desk, lexicon: lexicon, language: language, title: title,
                request: request
            ).sections(excerpts)
            return plan
        }
        let words = shares(of: outline.map(\.notes))
        let points = try await points(
            outline: outline, words: words, plan: plan, prompts: prompts, excerpts: excerpts)
        plan.sections = outline.indices.map { index in
            ArticlePlan.Section(
                heading: outline[index].heading, points: points[index],
                paragraphWords: paragraphWords(words[index], points: points[index]),
                fixedPictures: outline[index].fixedPictures,
                allowsPictures: outline[index].allowsPictures)
        }
        return plan
    }

    /// The same plan in another language: same sections, same points.
    func translated(_ plan: ArticlePlan, to language: LanguageTag) async throws -> ArticlePlan {
        var texts: [(String, TranslationKind)] = [(plan.request, .note)]
        if brief.titles[language] == nil { texts.append((plan.title, .heading)) }
        for section in plan.sections {
            texts.append((section.heading, .heading))
            for point in section.points { texts.append((point, .note)) }
        }
        let checks = TextChecks(language: language, allowedWords: brief.latinWords)
        let own = ownTranslations(to: language, for: plan)
        var unique: [String] = []
        for (text, _) in texts
        where !text.isEmpty && own[text] == nil && !unique.contains(text) {
            unique.append(text)
        }
        let questions = unique.map { text in
            let kind = texts.first { $0.0 == text }?.1 ?? .note
            return WritingDesk.Question(
                stage: .translation, about: "\(language) “\(text.prefix(40))”",
                messages: PromptBooks.book(for: language).translation(of: text, kind: kind),
                form: .pattern(
                    NumberedList.linePattern(language, maximum: max(24, text.count * 2)),
                    maximumTokens: 160),
                sampling: .certain,
                failures: { answer, _ in checks.lineFailures(in: answer) })
        }
        let answers = try await desk.answers(to: questions)
        let translation = own.merging(zip(unique, answers)) { own, _ in own }
        var result = plan
        result.language = language
        result.request = translation[plan.request] ?? ""
        result.title = brief.titles[language] ?? Self.line(translation[plan.title], or: plan.title)
        for index in plan.sections.indices {
            let section = plan.sections[index]
            result.sections[index].heading = Self.line(
                translation[section.heading]?.withoutFinalStop, or: section.heading)
            result.sections[index].points = section.points.map { translation[$0] ?? $0 }
        }
        return result
    }

    /// The writer's own translations, also of points that join several notes.
    private func ownTranslations(
        to language: LanguageTag, for plan: ArticlePlan
    ) -> [String: String] {
        var own = brief.outline?.translations[language] ?? [:]
        let join = language.countsCharacters ? "；" : "; "
        for (section, outline) in zip(plan.sections, brief.outline?.sections ?? []) {
            let notes = outline.notes.split(separator: "\n").map { Outline.plainNote($0) }
            for point in section.points where own[point] == nil {
                for start in notes.indices {
                    for end in notes.indices[start...]
                    where notes[start...end].joined(separator: "; ") == point {
                        let parts = notes[start...end].compactMap { own[$0] }
                        if parts.count == end - start + 1 {
                            own[point] = parts.joined(separator: join)
                        }
                    }
                }
            }
        }
        return own
    }

    /// A translated line, or the original where the translation is empty.
    private static func line(_ translation: String?, or original: String) -> String {
        guard let line = translation?.plainLine, !line.isEmpty else { return original }
        return line
    }

    private func title(
        in language: LanguageTag, prompts: any PromptBook, request: String
    ) async throws -> String {
        if let title = brief.titles[language] ?? brief.title { return title }
        let headings = brief.outline?.sections.map(\.heading).joined(separator: ", ") ?? ""
        let checks = TextChecks(language: language)
        let longest = language.countsCharacters ? 16 : 44
        let about = request.isEmpty ? headings : request
        let answer = try await desk.answers(to: [
            WritingDesk.Question(
                stage: .outline, about: "\(language) title", messages: prompts.title(about),
                form: .pattern(
                    NumberedList.linePattern(language, maximum: longest), maximumTokens: 24),
                sampling: SamplingStyle(temperature: 0.5, topP: 0.9, minP: 0.1),
                failures: { answer, _ in
                    checks.lineFailures(in: answer)
                        + (answer.count >= longest - 1 ? ["a title is shorter"] : [])
                },
                mend: { $0.withoutFinalStop })
        ])[0].plainLine
        return answer.isEmpty ? brief.name : answer
    }

    private func points(
        outline: [Outline.Section], words: [Int], plan: ArticlePlan, prompts: any PromptBook,
        excerpts: SourceExcerpts
    ) async throws -> [[String]] {
        var excerpts = excerpts
        let headings = outline.map(\.heading)
        var given = outline.map { ArticlePlan.points(from: $0.notes) }
        let glossary = Glossary(
            desk: desk, lexicon: lexicon, language: plan.language, title: plan.title)
        for index in outline.indices
        where ArticlePlan.missingPoints(beside: given[index], words: words[index]) > 0 {
            given[index] = try await glossary.explained(given[index])
            let said = given[index].reduce(0) { $0 + ArticlePlan.wordCount(of: $1) }
            let told = excerpts.take(
                about: ([headings[index]] + given[index]).joined(separator: " "),
                words: words[index] - said)
            if !told.isEmpty {
                given[index] = ArticlePlan.joined(given[index] + told, words: words[index])
            }
        }
        let wanted = outline.indices.map { index in
            PointSearch.Topic(
                heading: headings[index], notes: given[index],
                // A short section is better than what the model makes up beside the sources.
                count: excerpts.isEmpty || given[index].isEmpty
                    ? ArticlePlan.missingPoints(beside: given[index], words: words[index]) : 0)
        }
        let found = try await PointSearch(desk: desk, plan: plan, prompts: prompts)
            .points(about: wanted, others: headings)
        for index in outline.indices where !found[index].isEmpty {
            given[index] = ArticlePlan.joined(given[index] + found[index], words: words[index])
        }
        return outline.indices.map { index in
            let points = given[index].isEmpty ? [headings[index]] : given[index]
            return ArticlePlan.paragraphs(of: points, words: words[index])
        }
    }

    /// The words of each section: a section with more to say gets more of them.
    private func shares(of notes: [String]) -> [Int] {
        let weights = notes.map { notes in
            notes.split(separator: "\n").reduce(0) { $0 + Self.weight(ofNote: String($1)) }
        }
        let given = weights.filter { $0 > 0 }
        let usual = given.isEmpty ? 1 : max(1, given.reduce(0, +) / given.count)
        let filled = weights.map { $0 > 0 ? $0 : usual }
        let sum = max(1, filled.reduce(0, +))
        return filled.map { max(1, brief.words * $0 / sum) }
    }

    /// A section's words over its paragraphs: a longer note makes a longer paragraph.
    private func paragraphWords(_ words: Int, points: [String]) -> [Int] {
        let weights = points.map(Self.weight(ofNote:))
        let sum = max(1, weights.reduce(0, +))
        return weights.map { max(16, words * $0 / sum) }
    }

    /// How much a note has to say; also the shortest is worth a sentence.
    private static func weight(ofNote note: String) -> Int {
        10 + ArticlePlan.wordCount(of: note)
    }
}

extension Brief {
    /// Words in Latin letters that the writer used; they may stand in a Chinese text.
    var latinWords: Set<String> {
        let texts =
            [title ?? "", instruction ?? ""] + keywords + titles.map(\.value)
            + (outline?.sections.flatMap { [$0.heading, $0.notes] } ?? [])
        return Set(
            texts.flatMap { $0.split { !($0.isASCII && $0.isLetter) }.map(String.init) }
                .filter { $0.first?.isUppercase == true })
    }
}

extension String {
    /// The text on one line, without the marks of Markdown and HTML: a heading or title.
    var plainLine: String {
        split(whereSeparator: \.isWhitespace).joined(separator: " ")
            .filter { !TextChecks.marks.contains($0) }.trimmed
    }

    /// The text without a full stop at its end, as headings are written.
    var withoutFinalStop: String {
        var text = self
        while let last = text.last, ".。;；:：,，".contains(last) { text.removeLast() }
        return text.trimmed
    }
}
