import LimnArticles

/// Plans an article that comes without an outline: the things it shows, each with what is known
/// of it, in sections of two to four.
///
/// The model is good at naming things and poor at facts about them; so it names, and the
/// dictionary tells.
struct SubjectPlanning {
    let brief: Brief
    let desk: WritingDesk
    let lexicon: (any Lexicon)?
    let language: LanguageTag
    let title: String
    let request: String

    /// What a paragraph about one thing comes to, in words; dictionaries are brief.
    static let wordsPerSubject = 20
    /// The words that such a paragraph may have.
    private static let roomPerSubject = 26
    /// No article shows more things than this, unless its keywords name more.
    private static let mostSubjects = 12

    private var prompts: any PromptBook { PromptBooks.book(for: language) }
    private var glossary: Glossary {
        Glossary(desk: desk, lexicon: lexicon, language: language, title: title)
    }

    /// The sections: names of things as headings, a point for each thing.
    ///
    /// - Parameter excerpts: what the sources say
    func sections(_ excerpts: SourceExcerpts) async throws -> [ArticlePlan.Section] {
        let names = try await names()
        let subjects = try await glossary.subjects(names)
        let words = max(Self.roomPerSubject, brief.words / max(1, subjects.count))
        let points = try await points(for: subjects, words: words, excerpts: excerpts)
        let count = min(subjects.count, max(2, (subjects.count + 1) / 3))
        return (0..<count).map { index in
            let part = (index * subjects.count / count)..<((index + 1) * subjects.count / count)
            return ArticlePlan.Section(
                heading: heading(of: subjects[part].map(\.label)),
                points: part.flatMap { points[$0] },
                paragraphWords: part.flatMap { subject in
                    points[subject].map { _ in words / points[subject].count }
                }, fixedPictures: [], allowsPictures: true)
        }
    }

    /// The keywords; where there are few of them, or none, things that the model names.
    private func names() async throws -> [String] {
        let wanted = max(
            2,
            min(Self.mostSubjects, (brief.words + Self.wordsPerSubject / 2) / Self.wordsPerSubject))
        var names = brief.keywords
        guard names.count < wanted else { return names }
        // Some to spare, for those that the dictionary does not know or that fit in badly.
        let count = wanted - names.count + 2
        let given = names
        let answer = try await desk.answers(to: [
            WritingDesk.Question(
                stage: .outline, about: "\(language) things shown",
                messages: prompts.subjects(
                    title: title, request: request, given: given, count: count),
                form: .pattern(
                    NumberedList.pattern(
                        language, count: count, maximum: language.countsCharacters ? 8 : 26),
                    maximumTokens: 14 * count),
                sampling: .certain,
                failures: { answer, _ in NumberedList.failures(in: answer, count: count) })
        ])[0]
        var known = Set(given.map(identity(of:)))
        let offered = NumberedList.items(in: answer).map(\.plainLine.withoutFinalStop)
            .filter { !$0.isEmpty && known.insert(identity(of: $0)).inserted }
        names += fitting(offered, beside: given, count: wanted - given.count)
        return names.isEmpty ? [title] : names
    }

    /// A word and its plural are one thing.
    private func identity(of name: String) -> String {
        let lemma = lexicon?.senses(of: name).first?.lemma ?? ""
        return Prose.fingerprint(lemma.isEmpty ? name : lemma)
    }

    /// The first `count` of the things, those last that are unknown or of another kind.
    private func fitting(_ offered: [String], beside given: [String], count: Int) -> [String] {
        guard let lexicon, offered.count > count else { return Array(offered.prefix(count)) }
        let kind = Glossary.commonCategory(of: (given + offered).map { lexicon.senses(of: $0) })
        var rest = offered
        func drop(where isOdd: (String) -> Bool) {
            while rest.count > count, let index = rest.lastIndex(where: isOdd) {
                rest.remove(at: index)
            }
        }
        drop { lexicon.senses(of: $0).isEmpty }
        if let kind { drop { !lexicon.senses(of: $0).contains { $0.category == kind } } }
        return Array(rest.prefix(count))
    }

    /// What the sources say of each thing, or else the dictionary; where both are silent or too
    /// short for the words that are wanted, the model finds more.
    private func points(
        for subjects: [Subject], words: Int, excerpts: SourceExcerpts
    ) async throws -> [[String]] {
        var excerpts = excerpts
        let known = subjects.map { subject in
            let told = excerpts.take(about: subject.label, words: words)
            return told.isEmpty ? subject.point.map { [$0] } ?? [] : told
        }
        let plan = ArticlePlan(language: language, title: title, request: request, sections: [])
        let found = try await PointSearch(desk: desk, plan: plan, prompts: prompts).points(
            about: zip(subjects, known).map { subject, points in
                PointSearch.Topic(
                    heading: subject.label, notes: points,
                    // A short paragraph is better than a fact that the model made up.
                    count: points.isEmpty || words * 4 > Self.roomPerSubject * 5
                        ? ArticlePlan.missingPoints(beside: points, words: words) : 0)
            }, others: subjects.map(\.label))
        return subjects.indices.map { index in
            let points = ArticlePlan.joined(known[index] + found[index], words: words)
            return points.isEmpty ? [subjects[index].label] : points
        }
    }

    /// Names in a row, as the language strings them together.
    private func heading(of labels: [String]) -> String {
        let text = prompts.list(labels)
        return text.prefix(1).uppercased() + text.dropFirst()
    }
}
