import LimnArticles

/// Finds out what names mean in one article.
struct Glossary {
    let desk: WritingDesk
    let lexicon: (any Lexicon)?
    let language: LanguageTag
    let title: String

    /// The kinds of noun that name things to look at: animals, things people make, food, natural
    /// objects and plants, by WordNet's lexicographer files (lexnames(5WN)).
    private static let visibleCategories: Set<Int> = [5, 6, 13, 17, 20]

    /// Senses after these are rare: a frame is seldom one of eyeglasses.
    private static let usualSenses = 4

    /// The things with their meanings, in order.
    func subjects(_ names: [String]) async throws -> [Subject] {
        let senses = try await senses(of: names)
        return names.map { Subject(name: $0, sense: senses[$0]) }
    }

    /// A writer's notes where bare names of things, such as “zebra, giraffe, lion”, are replaced
    /// by what the dictionary says of each; all other notes stay as they are.
    func explained(_ notes: [String]) async throws -> [String] {
        guard lexicon != nil else { return notes }
        let items = notes.map { note -> [String] in
            let parts = note.split { $0 == "," || $0 == ":" }.map { String($0).trimmed }
            return parts.count { isName($0) } >= 2 || parts.count == 1 ? parts : [note]
        }
        let subjects = try await subjects(items.flatMap { $0 }.filter(isName))
        var points: [String: String] = [:]
        for subject in subjects { points[subject.name] = subject.point }
        return items.flatMap { $0 }.map { points[$0] ?? $0 }
    }

    /// The thing that a heading names, such as “The guitar”, if the dictionary knows it.
    func name(in heading: String) -> String? {
        let words = heading.split(separator: " ")
        let isArticle = ["the", "a", "an"].contains(words.first?.lowercased() ?? "")
        let name = words.dropFirst(isArticle ? 1 : 0).joined(separator: " ")
        return isName(name) ? name : nil
    }

    private func isName(_ item: String) -> Bool {
        guard let lexicon else { return false }
        return lexicon.senses(of: item).contains { Self.visibleCategories.contains($0.category) }
    }

    /// The kind that most of the things can be, if at least half can.
    static func commonCategory(of things: [[LexiconSense]]) -> Int? {
        var counts: [Int: Int] = [:]
        for senses in things {
            for category in Set(senses.map(\.category)) { counts[category, default: 0] += 1 }
        }
        let known = things.filter { !$0.isEmpty }.count
        let best = counts.max { ($0.value, -$0.key) < ($1.value, -$1.key) }
        return best.flatMap { $0.value >= 2 && $0.value * 2 >= known ? $0.key : nil }
    }

    /// What each name means here: the sense of the common kind, or the one that the model takes.
    private func senses(of names: [String]) async throws -> [String: LexiconSense] {
        guard let lexicon else { return [:] }
        let found = names.map { Array(lexicon.senses(of: $0).prefix(Self.usualSenses)) }
        let kind = Self.commonCategory(of: found)
        var result: [String: LexiconSense] = [:]
        var open: [(name: String, senses: [LexiconSense])] = []
        for (name, senses) in zip(names, found) {
            if let sense = senses.first(where: { $0.category == kind })
                ?? (senses.count == 1 ? senses[0] : nil)
            {
                result[name] = sense
            } else if !senses.isEmpty {
                open.append((name, senses))
            }
        }
        let beliefs = try await desk.beliefs(
            stage: .outline,
            questions: open.map { name, senses in
                WritingDesk.ChoiceQuestion(
                    about: "\(language) meaning of “\(name)”", options: senses.count,
                    request: { order in
                        ChoiceRequest(
                            messages: PromptBooks.book(for: language).meaning(
                                title: title, noun: name,
                                options: order.map { senses[$0].definition }),
                            options: order.indices.map { Letters.letter($0) })
                    })
            })
        for (place, belief) in zip(open, beliefs) {
            let best = belief.indices.max { (belief[$0], -$0) < (belief[$1], -$1) } ?? 0
            result[place.name] = place.senses[min(best, place.senses.count - 1)]
        }
        return result
    }
}
