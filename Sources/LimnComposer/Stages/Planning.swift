import LimnArticles

/// Makes plans from a brief: title, headings and points, in each language.
struct Planning {
    let brief: Brief
    let desk: WritingDesk

    /// The plan in the first language, from whatever the brief gives.
    func plan(in language: LanguageTag) async throws -> ArticlePlan {
        let prompts = PromptBooks.book(for: language)
        let request = prompts.request(brief)
        let title = try await title(in: language, prompts: prompts, request: request)
        let given = brief.outline?.sections
        let headings =
            if let given {
                given.map(\.heading)
            } else {
                try await headings(title: title, request: request, prompts: prompts, in: language)
            }
        let words = max(1, brief.words / max(1, headings.count))
        let count = ArticlePlan.paragraphs(for: words)
        let points = try await points(
            headings: headings, notes: given?.map(\.notes), count: count, words: words,
            title: title, request: request, prompts: prompts, in: language)
        return ArticlePlan(
            language: language, title: title, request: request,
            sections: headings.indices.map { index in
                ArticlePlan.Section(
                    heading: headings[index], points: points[index],
                    paragraphLength: Self.length(
                        words: words, paragraphs: points[index].count, in: language),
                    fixedPictures: given?[index].fixedPictures ?? [],
                    allowsPictures: given?[index].allowsPictures ?? true)
            })
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
        let own = brief.outline?.translations[language] ?? [:]
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
                    Self.linePattern(language, maximum: max(24, text.count * 2)),
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
            result.sections[index].paragraphLength = Self.length(
                words: max(1, brief.words / max(1, plan.sections.count)),
                paragraphs: section.points.count, in: language)
        }
        return result
    }

    /// A translated line, or the original where the translation is empty.
    private static func line(_ translation: String?, or original: String) -> String {
        guard let line = translation?.plainLine, !line.isEmpty else { return original }
        return line
    }

    /// A line of text in the scripts of a language, at most `maximum` characters.
    static func linePattern(_ language: LanguageTag, maximum: Int) -> String {
        language.countsCharacters
            ? "[一-鿿，。、；：！？“”（）《》·0-9 -]{2,\(maximum)}"
            : "[A-Za-zÀ-ž0-9 ,.;:!?'’()&-]{3,\(maximum)}"
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
                    Self.linePattern(language, maximum: longest), maximumTokens: 24),
                sampling: SamplingStyle(temperature: 0.5, topP: 0.9, minP: 0.1),
                failures: { answer, _ in
                    checks.lineFailures(in: answer)
                        + (answer.count >= longest - 1 ? ["a title is shorter"] : [])
                },
                mend: { $0.withoutFinalStop })
        ])[0].plainLine
        return answer.isEmpty ? brief.name : answer
    }

    private func headings(
        title: String, request: String, prompts: any PromptBook, in language: LanguageTag
    ) async throws -> [String] {
        let count = min(7, max(2, brief.words / 170))
        let answer = try await desk.answers(to: [
            WritingDesk.Question(
                stage: .outline, about: "\(language) headings",
                messages: prompts.headings(title: title, request: request, count: count),
                form: .pattern(
                    Self.listPattern(
                        language, count: count, maximum: language.countsCharacters ? 14 : 44),
                    maximumTokens: 30 * count),
                sampling: SamplingStyle(temperature: 0.3, topP: 0.9, minP: 0.1),
                failures: { answer, _ in
                    Self.listFailures(Self.items(in: answer), count: count, other: title)
                })
        ])[0]
        // Whatever the model said, no two sections have one name, and none is without.
        var found: [String] = []
        for item in Self.items(in: answer).prefix(count).map(\.plainLine.withoutFinalStop)
        where !item.isEmpty && !found.contains(item) {
            found.append(item)
        }
        return found.isEmpty ? [title] : found
    }

    private func points(
        headings: [String], notes: [String]?, count: Int, words: Int, title: String,
        request: String, prompts: any PromptBook, in language: LanguageTag
    ) async throws -> [[String]] {
        var points = headings.indices.map { index in
            notes.flatMap { ArticlePlan.points(from: $0[index], count: count, words: words) }
        }
        let missing = headings.indices.filter { points[$0] == nil }
        let questions = missing.map { index in
            WritingDesk.Question(
                stage: .outline, about: "\(language) points of section \(index + 1)",
                messages: prompts.points(
                    title: title, request: request, heading: headings[index],
                    notes: notes?[index].split(separator: "\n").joined(separator: "; ") ?? "",
                    others: headings, count: count),
                form: .pattern(
                    Self.listPattern(
                        language, count: count, maximum: language.countsCharacters ? 40 : 110),
                    maximumTokens: 60 * count),
                sampling: SamplingStyle(temperature: 0.4, topP: 0.9, minP: 0.1),
                failures: { answer, peers in
                    let others = peers.flatMap { Self.items(in: $0) }
                    let repeated = Self.items(in: answer).contains { others.contains($0) }
                    return Self.listFailures(Self.items(in: answer), count: count, other: "")
                        + (repeated ? ["repeats a point of another section"] : [])
                })
        }
        for (index, answer) in zip(missing, try await desk.answers(to: questions)) {
            let given = Self.items(in: answer).filter { !$0.isEmpty }.prefix(count)
            points[index] = given.isEmpty ? [headings[index]] : Array(given)
        }
        return points.map { $0 ?? [] }
    }

    /// The length of one paragraph so that all together make the section.
    private static func length(words: Int, paragraphs: Int, in language: LanguageTag) -> Int {
        max(20, ArticlePlan.length(words: words, in: language) / max(1, paragraphs))
    }

    /// `count` numbered lines.
    private static func listPattern(_ language: LanguageTag, count: Int, maximum: Int) -> String {
        (1...max(1, count)).map { "\($0)\\. \(linePattern(language, maximum: maximum))" }
            .joined(separator: "\\n")
    }

    private static func items(in list: String) -> [String] {
        list.split(separator: "\n").map { line in
            String(line.drop { $0.isNumber || $0 == "." || $0 == " " }).trimmed
        }
    }

    private static func listFailures(_ items: [String], count: Int, other: String) -> [String] {
        var found: [String] = []
        if items.count != count { found.append("\(items.count) lines instead of \(count)") }
        if Set(items.map { Prose.fingerprint($0) }).count < items.count {
            found.append("says the same twice")
        }
        if items.contains(where: { $0.count < 2 }) { found.append("an empty line") }
        if items.contains(where: { Prose.fingerprint($0) == Prose.fingerprint(other) }) {
            found.append("repeats the title")
        }
        return found
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
