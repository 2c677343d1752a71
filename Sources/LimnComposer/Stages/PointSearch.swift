import LimnArticles

/// Asks the model for points where the writer's notes, or the dictionary, do not fill the
/// article's length.
struct PointSearch {
    /// Something that points are wanted about.
    struct Topic {
        var heading: String
        /// What is known already.
        var notes: [String]
        /// How many points are wanted; none for 0.
        var count: Int
    }

    let desk: WritingDesk
    /// The plan so far: language, title and request.
    let plan: ArticlePlan
    let prompts: any PromptBook
    private let memory = Memory()

    init(desk: WritingDesk, plan: ArticlePlan, prompts: any PromptBook) {
        self.desk = desk
        self.plan = plan
        self.prompts = prompts
    }

    /// Versions of each list, of which the likeliest is kept: what a model says in many ways it has
    /// seen said.
    private static let versions = 6

    /// The new points of each topic, no two alike.
    ///
    /// - Parameter others: All headings of the article, so that each keeps to its own.
    func points(about topics: [Topic], others: [String]) async throws -> [[String]] {
        var found = topics.map { _ in [String]() }
        // A long list wanders off: what is still missing is asked for beside what is known by then.
        for _ in 0..<Self.rounds {
            let wanted = topics.indices.map { index in
                var topic = topics[index]
                topic.notes += found[index]
                topic.count = min(Self.longestList, topic.count - found[index].count)
                return topic
            }
            let open = wanted.indices.filter { wanted[$0].count > 0 }
            guard !open.isEmpty else { break }
            let answers = try await desk.answers(
                to: open.map { question(about: wanted[$0], others: others) })
            for (index, answer) in zip(open, answers) {
                found[index] += new(NumberedList.items(in: answer), about: wanted[index])
            }
        }
        return found
    }

    /// No more points than this are asked for at once, and no oftener than this.
    private static let longestList = 4
    private static let rounds = 3

    /// The items that say something beside a topic's notes, as many as are wanted.
    private func new(_ items: [String], about topic: Topic) -> [String] {
        var new: [String] = []
        for item in items.map(\.withoutFinalStop)
        where !item.isEmpty && !isSaid(item, in: topic.notes + new) {
            new.append(item)
        }
        return Array(new.prefix(topic.count))
    }

    private func question(about topic: Topic, others: [String]) -> WritingDesk.Question {
        let language = plan.language
        let messages = prompts.points(
            title: plan.title, request: plan.request, heading: topic.heading,
            notes: topic.notes.joined(separator: "; "), count: topic.count)
        let examples = messages.filter { $0.role == .assistant }
            .flatMap { NumberedList.items(in: $0.text) }
        let taboos = ProseGuard(Taboos(language: language))
        let given = Claims(material: [plan.title, plan.request, topic.heading] + topic.notes)
        let longest = language.countsCharacters ? 40 : 110
        return WritingDesk.Question(
            stage: .outline, about: "\(language) points about “\(topic.heading)”",
            messages: messages,
            form: .pattern(
                NumberedList.pattern(
                    language, count: topic.count,
                    maximum: longest,
                    // A number that the model remembers is likelier to be wrong than right.
                    allowsDigits: topic.notes.contains { $0.contains(where: \.isNumber) }),
                maximumTokens: 60 * topic.count),
            sampling: SamplingStyle(temperature: 0.6, topP: 0.9, minP: 0.1),
            candidates: Self.versions,
            failures: { answer, peers in
                let items = NumberedList.items(in: answer)
                var found = NumberedList.failures(in: answer, count: topic.count)
                if items.contains(where: { $0.count > longest }) {
                    return found + ["a line is too long"]
                }
                let known = topic.notes + peers.flatMap { NumberedList.items(in: $0) }
                for (index, item) in items.enumerated() {
                    if isSaid(item, in: known + items[..<index]) {
                        found.append("repeats another point: “\(item.prefix(30))”")
                    }
                    if isSaid(item, in: examples) { found.append("is the example's answer") }
                    if let other = stray(item, from: topic.heading, to: others) {
                        found.append("tells of “\(other)” instead")
                    }
                    found += taboos.offences(in: item)
                    if let number = given.numberWord(in: item, language: language) {
                        found.append("gives the number “\(number)” of its own")
                    }
                }
                return found
            })
    }

    /// Whether one of the known points says most of this one.
    private func isSaid(_ item: String, in known: some Sequence<String>) -> Bool {
        let own = grounding(item)
        return known.contains { $0 == item || own.likeness(to: grounding($0)) >= Self.alike }
    }

    private func grounding(_ text: String) -> Grounding {
        memory.grounding(of: text, in: plan.language)
    }

    /// From this likeness on, two points say the same.
    private static let alike = 0.6

    /// Another section's heading that a point has words of, where it has none of its own.
    private func stray(_ item: String, from heading: String, to others: [String]) -> String? {
        let own = grounding(item)
        func shared(_ heading: String) -> Double { own.likeness(to: grounding(heading)) }
        guard shared(heading) == 0, !item.contains(heading) else { return nil }
        return others.first { $0 != heading && (shared($0) > 0 || item.contains($0)) }
    }

    /// What texts say, taken apart once: each is compared with many others.
    private final class Memory {
        private var known: [String: Grounding] = [:]

        func grounding(of text: String, in language: LanguageTag) -> Grounding {
            if let grounding = known[text] { return grounding }
            let grounding = Grounding(point: text, language: language)
            known[text] = grounding
            return grounding
        }
    }
}
