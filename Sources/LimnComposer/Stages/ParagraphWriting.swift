import LimnArticles

/// Text generation paragraph by paragraph against a budget of length.
///
/// Each paragraph is written several times at once, and the version that keeps closest to its
/// point is taken. It may repeat nothing of the paragraphs before it; the languages of an
/// article are written side by side.
struct ParagraphWriting: TextGeneration {
    /// Everything that the writer gave.
    var material: [String] = []
    /// The notes of the writer's outline, each to be made by the paragraph whose point holds it.
    var notes: [String] = []
    /// The lines of the brief that hold the sections' headings, where an outline has them.
    var lines: [Int?] = []
    /// How the model is asked.
    var style = ProseStyle.standard
    /// The share of a note's words that make it.
    static let made = 0.5

    func drafts(for plans: [ArticlePlan], desk: WritingDesk) async throws -> [Draft] {
        var drafts = plans.map { plan in
            Draft(plan: plan, paragraphs: plan.sections.map { _ in [] })
        }
        let places = plans.map { plan in
            plan.sections.indices.flatMap { section in
                plan.sections[section].points.indices.map { Slot(section: section, paragraph: $0) }
            }
        }
        for step in 0..<(places.map(\.count).max() ?? 0) {
            let open = plans.indices.filter { step < places[$0].count }
            let answers = try await desk.answers(
                to: open.map { index in
                    question(
                        plan: plans[index], at: places[index][step],
                        written: drafts[index].paragraphs.flatMap { $0 })
                })
            for (index, answer) in zip(open, answers) {
                drafts[index].paragraphs[places[index][step].section].append(answer)
            }
        }
        return drafts
    }

    private func question(
        plan: ArticlePlan, at place: Slot, written: [String], instruction: String? = nil
    ) -> WritingDesk.Question {
        let (section, paragraph) = (place.section, place.paragraph)
        // What an instruction names is no straying from the point.
        let point = [plan.sections[section].points[paragraph], instruction]
            .compactMap { $0 }.joined(separator: "\n")
        var limits = ProseLimits(
            about: plan.length(ofParagraph: paragraph, inSection: section),
            language: plan.language, allowsDigits: point.contains(where: \.isNumber))
        // A short note does not have to be padded to the full length.
        let said = Prose.length(
            of: plan.sections[section].points[paragraph], in: plan.language)
        limits.minimum = min(limits.minimum, max(said * 4 / 5, 8))
        let accepted = limits
        let checks = TextChecks(language: plan.language, allowedWords: plan.latinWords)
        let grounding = Grounding(point: point, language: plan.language)
        let taboos = Taboos(
            language: plan.language, title: plan.title, point: point, earlier: written,
            material: material + [point, plan.title] + plan.sections.map(\.heading))
        // One word proves little: another form of it may say the same.
        let ownNotes = notes.filter {
            point.contains($0) && Grounding.terms(of: $0, in: plan.language).count > 1
        }
        .map { (text: $0, grounding: Grounding(point: $0, language: plan.language)) }
        // Made when the first text is judged: most questions are answered already.
        var prepared: ProseGuard?
        return WritingDesk.Question(
            stage: .textGeneration,
            about: "\(plan.language) section \(section + 1) paragraph \(paragraph + 1)",
            line: lines.indices.contains(section) ? lines[section] : nil,
            messages: style.shown(
                PromptBooks.book(for: plan.language).paragraph(
                    plan: plan, section: section, paragraph: paragraph)),
            form: .prose(accepted), sampling: style.sampling, candidates: style.versions,
            taboos: taboos,
            failures: { text, _ in
                let search = prepared ?? ProseGuard(taboos)
                prepared = search
                return checks.failures(in: text, limits: accepted, taboos: search)
                    + ownNotes.filter { $0.grounding.coverage(of: text) < Self.made }
                    .map { "leaves out “\($0.text.prefix(30))”" }
            },
            rank: { grounding.score(of: $0) },
            mend: { text in
                let complete = Prose.completed(text)
                // Line breaks and marks are for the checks to find, not to be mended away.
                let isPlain = checks.lineFailures(in: complete).isEmpty
                let trimmed = isPlain ? grounding.trimmed(complete) : complete
                let isEnough = Prose.length(of: trimmed, in: plan.language) >= accepted.minimum
                return isEnough ? trimmed : complete
            },
            instructed: { instruction in
                question(plan: plan, at: place, written: written, instruction: instruction)
            })
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
