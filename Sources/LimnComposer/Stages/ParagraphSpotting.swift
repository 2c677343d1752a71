import LimnArticles

/// Image spotting as the paper does it: the model reads the numbered paragraphs and answers
/// with numbers. The answer is one of the possible lists, so it cannot name a paragraph that
/// does not exist.
struct ParagraphSpotting: ImageSpotting {
    /// Slots beyond the maximum, in reserve for those that find no picture.
    var reserve = 2

    /// Longer articles are read in parts, to keep the number of possible answers small.
    private static let partLength = 10

    func slots(
        in draft: Draft, count: Brief.PictureCount, desk: WritingDesk
    ) async throws -> [Slot] {
        let open = draft.openSlots
        guard count.maximum > 0, !open.isEmpty else { return [] }
        let wanted = min(open.count, count.maximum + reserve)
        guard wanted < open.count else { return open }
        let parts = Self.parts(of: open)
        var left = wanted
        var remaining = open.count
        var questions: [WritingDesk.Question] = []
        for part in parts {
            let share = min(part.count, (left * part.count + remaining / 2) / remaining)
            left -= share
            remaining -= part.count
            questions.append(question(for: part, share: share, in: draft))
        }
        var slots: Set<Slot> = []
        for (part, answer) in zip(parts, try await desk.answers(to: questions)) {
            let numbers = answer.split { !$0.isNumber }.compactMap { Int($0) }
            slots.formUnion(numbers.filter { (1...part.count).contains($0) }.map { part[$0 - 1] })
        }
        return slots.sorted()
    }

    private func question(
        for part: [Slot], share: Int, in draft: Draft
    ) -> WritingDesk.Question {
        let lists = Self.lists(of: share, from: part.count).map {
            $0.map(String.init).joined(separator: ", ")
        }
        let answers = lists.isEmpty ? ["0"] : lists
        return WritingDesk.Question(
            stage: .imageSpotting, about: "\(draft.plan.language) places for pictures",
            messages: PromptBooks.book(for: draft.plan.language).spots(
                title: draft.plan.title, paragraphs: part.map { draft.text(at: $0) },
                count: share),
            form: .pattern(answers.joined(separator: "|"), maximumTokens: 60),
            sampling: .certain,
            failures: { answer, _ in
                answers.contains(answer) ? [] : ["names no possible places"]
            })
    }

    private static func parts(of slots: [Slot]) -> [[Slot]] {
        let count = (slots.count + partLength - 1) / partLength
        return (0..<count).map { index in
            Array(slots[(index * slots.count / count)..<((index + 1) * slots.count / count)])
        }
    }

    /// All rising lists of `length` numbers from 1 to `limit`.
    private static func lists(of length: Int, from limit: Int) -> [[Int]] {
        guard length > 0 else { return [] }
        guard length > 1 else { return (1...max(1, limit)).map { [$0] } }
        return lists(of: length - 1, from: limit).flatMap { list in
            ((list.last ?? 0) + 1..<limit + 1).map { list + [$0] }
        }
    }
}
