import LimnArticles

/// Finds the parts of an article that comes without an outline: those that the writer's order names,
/// or those that the model sees in the title.
struct PartSearch {
    let desk: WritingDesk
    let language: LanguageTag
    let title: String
    /// What the writer ordered; may be empty.
    let request: String

    /// An order may name this many parts.
    private static let mostParts = 6
    /// The words of a part, where their number is left to the model.
    private static let wordsPerPart = 40
    /// Versions of the list, of which the likeliest is kept.
    private static let versions = 6

    /// Headings for an article of `words` words.
    func headings(words: Int) async throws -> [String] {
        let isOrdered = !request.isEmpty
        let count = max(2, min(Self.mostParts, words / Self.wordsPerPart))
        let longest = language.countsCharacters ? 14 : 44
        let answer = try await desk.answers(to: [
            WritingDesk.Question(
                stage: .outline, about: "\(language) parts",
                messages: PromptBooks.book(for: language).parts(
                    title: title, request: request, count: count),
                form: .pattern(
                    NumberedList.pattern(
                        language, counts: isOrdered ? 2...Self.mostParts : count...count,
                        maximum: longest),
                    maximumTokens: 20 * Self.mostParts),
                sampling: isOrdered
                    ? .certain : SamplingStyle(temperature: 0.6, topP: 0.9, minP: 0.1),
                candidates: isOrdered ? 1 : Self.versions,
                failures: { answer, _ in failures(in: answer) })
        ])[0]
        let parts = NumberedList.items(in: answer).map(\.plainLine.withoutFinalStop)
            .filter { !$0.isEmpty }
        return named(parts)
    }

    private func failures(in answer: String) -> [String] {
        let items = NumberedList.items(in: answer)
        var found = NumberedList.failures(in: answer, count: items.count)
        // Parts that share most of their words would tell the same twice.
        for (index, item) in items.enumerated() {
            let own = Grounding(point: item, language: language)
            if items[..<index].contains(where: { own.score(of: $0) > 0.6 }) {
                found.append("two parts are one")
            }
        }
        return found
    }

    /// The parts that the order names; all of them where it names fewer than two.
    private func named(_ parts: [String]) -> [String] {
        let order = request.lowercased()
        let terms = Set(Grounding.terms(of: request, in: language))
        let named = parts.filter { part in
            order.contains(part.lowercased())
                || Grounding.terms(of: part, in: language).contains { terms.contains($0) }
        }
        return named.count >= 2 ? named : parts
    }
}
