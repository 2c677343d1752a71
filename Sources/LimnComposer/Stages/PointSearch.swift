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

    /// The new points of each topic, no two alike.
    ///
    /// - Parameter others: All headings of the article, so that each keeps to its own.
    func points(about topics: [Topic], others: [String]) async throws -> [[String]] {
        let language = plan.language
        let open = topics.indices.filter { topics[$0].count > 0 }
        let answers = try await desk.answers(
            to: open.map { index in
                let topic = topics[index]
                return WritingDesk.Question(
                    stage: .outline, about: "\(language) points about “\(topic.heading)”",
                    messages: prompts.points(
                        title: plan.title, request: plan.request, heading: topic.heading,
                        notes: topic.notes.joined(separator: "; "), others: others,
                        count: topic.count),
                    form: .pattern(
                        NumberedList.pattern(
                            language, count: topic.count,
                            maximum: language.countsCharacters ? 40 : 110),
                        maximumTokens: 60 * topic.count),
                    sampling: SamplingStyle(temperature: 0.4, topP: 0.9, minP: 0.1),
                    failures: { answer, peers in
                        let others = peers.flatMap { NumberedList.items(in: $0) } + topic.notes
                        let repeated = NumberedList.items(in: answer).contains {
                            others.contains($0)
                        }
                        return NumberedList.failures(in: answer, count: topic.count)
                            + (repeated ? ["repeats another point"] : [])
                    })
            })
        var found = topics.map { _ in [String]() }
        for (index, answer) in zip(open, answers) {
            found[index] = NumberedList.items(in: answer)
                .filter { !$0.isEmpty && !topics[index].notes.contains($0) }
                .prefix(topics[index].count).map(\.withoutFinalStop)
        }
        return found
    }
}
