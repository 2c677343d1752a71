import LimnArticles

/// Text generation paragraph by paragraph against a budget of length.
///
/// The first paragraphs of all sections are written in one batch, then the second ones, and
/// so on. Each sees the earlier paragraphs of its own section and may repeat nothing of the
/// article so far.
struct ParagraphWriting: TextGeneration {
    /// Candidates per paragraph, of which the best is kept.
    var candidates = 3

    func drafts(for plans: [ArticlePlan], desk: WritingDesk) async throws -> [Draft] {
        var drafts = plans.map { plan in
            Draft(plan: plan, paragraphs: plan.sections.map { _ in [] })
        }
        let depth = plans.flatMap(\.sections).map(\.points.count).max() ?? 0
        for wave in 0..<depth {
            var places: [(plan: Int, section: Int)] = []
            var questions: [WritingDesk.Question] = []
            for (index, plan) in plans.enumerated() {
                let written = drafts[index].paragraphs.flatMap { $0 }
                for section in plan.sections.indices
                where wave < plan.sections[section].points.count {
                    places.append((index, section))
                    questions.append(
                        question(
                            plan: plan, section: section, paragraph: wave,
                            earlier: drafts[index].paragraphs[section], written: written))
                }
            }
            let answers = try await desk.answers(to: questions)
            for (place, answer) in zip(places, answers) {
                drafts[place.plan].paragraphs[place.section].append(answer)
            }
        }
        return drafts
    }

    private func question(
        plan: ArticlePlan, section: Int, paragraph: Int, earlier: [String], written: [String]
    ) -> WritingDesk.Question {
        let limits = ProseLimits(
            about: plan.sections[section].paragraphLength, language: plan.language)
        let checks = TextChecks(language: plan.language, allowedWords: plan.latinWords)
        return WritingDesk.Question(
            stage: .textGeneration,
            about: "\(plan.language) section \(section + 1) paragraph \(paragraph + 1)",
            messages: PromptBooks.book(for: plan.language).paragraph(
                plan: plan, section: section, paragraph: paragraph, earlier: earlier),
            form: .prose(limits),
            sampling: SamplingStyle(temperature: 0.7, topP: 0.92, minP: 0.1),
            candidates: candidates, avoiding: written,
            failures: { text, peers in
                checks.failures(in: text, limits: limits, earlier: written + peers)
            },
            mend: { Prose.completed($0) })
    }
}

extension ArticlePlan {
    /// Names in Latin letters that the plan uses.
    var latinWords: Set<String> {
        Set(
            ([title] + sections.flatMap { [$0.heading] + $0.points })
                .flatMap { $0.split { !($0.isASCII && $0.isLetter) }.map(String.init) })
    }
}
