import LimnArticles

/// What composing an article would ask the model for, and why, without asking.
///
/// What follows from an answer that is not there yet is planned with the answer of the last run
/// in its place: the plan is exact as far as that is so, and an estimate beyond.
public struct CompositionPlan: Sendable, Encodable {
    /// Why an answer is asked for.
    public enum Reason: String, Sendable, Encodable {
        /// The article has nothing like it yet.
        case new = "not there yet"
        /// The section was deleted from the manuscript.
        case deleted = "deleted from the manuscript"
        /// A person asked for another one.
        case retried = "you asked for another one"
        /// Another model writes than before.
        case otherModel = "another model writes now"
        /// This version of Limn asks in other words.
        case otherPrompt = "Limn asks in other words now"
        /// The brief, or an earlier answer, is another one now.
        case changed = "what it rests on changed"
    }

    /// One answer that is wanted.
    public struct Step: Sendable, Encodable {
        /// The stage that asks.
        public var stage: String
        /// What the answer is for, as in the record.
        public var about: String
        /// Why it is asked for.
        public var why: Reason
        /// How many texts or choices are asked of the model, if the first ones pass.
        public var calls: Int
        /// About how many tokens it writes for that.
        public var tokens: Int
        /// What is asked, as far as it is known now.
        public var messages: [Message]
    }

    /// The brief's file.
    public var brief: String
    /// What would be asked, in order; empty when the article is up to date.
    public internal(set) var steps: [Step] = []
    /// Paragraphs that do not yet say what a person made of their counterparts in another language.
    public internal(set) var stale: [Counterparts.Stale] = []

    /// Texts and choices in all.
    public var calls: Int { steps.reduce(0) { $0 + $1.calls } }
    /// Tokens in all.
    public var tokens: Int { steps.reduce(0) { $0 + $1.tokens } }
}

/// Notes what would be asked, and stands in for the answers.
final class CompositionPlanner {
    private(set) var plan: CompositionPlan
    private let record: CompositionRecord?
    private let writer: WriterIdentity

    init(_ brief: Brief, record: CompositionRecord?, writer: WriterIdentity) {
        plan = CompositionPlan(brief: brief.file)
        self.record = record
        self.writer = writer
    }

    /// Notes paragraphs whose counterparts were edited.
    func note(_ stale: [Counterparts.Stale]) { plan.stale = stale }

    /// Notes a question, and gives what the last run answered to one like it.
    func standIn(for question: WritingDesk.Question, key: StageKey) -> String {
        let known = recorded(question.stage, question.about)
        var why = reason(question.stage, known: known, key: key)
        if question.retried != nil { why = .retried }
        plan.steps.append(
            CompositionPlan.Step(
                stage: question.stage.rawValue, about: question.about, why: why,
                calls: question.candidates, tokens: question.candidates * question.form.tokens,
                messages: question.messages))
        return known?.text ?? question.messages.last?.text ?? ""
    }

    /// Notes a choice, and gives what the last run believed of one like it.
    func standIn(
        for question: WritingDesk.ChoiceQuestion, stage: CompositionStage, orders: Int,
        key: StageKey
    ) -> [Double] {
        let known = recorded(stage, question.about)
        plan.steps.append(
            CompositionPlan.Step(
                stage: stage.rawValue, about: question.about,
                why: reason(stage, known: known, key: key), calls: orders, tokens: 0,
                messages: question.request(Array(0..<question.options)).messages))
        if let scores = known?.scores, scores.count == question.options { return scores }
        return [Double](repeating: 1 / Double(max(1, question.options)), count: question.options)
    }

    /// Notes a choice among pictures that are shown, and gives what the last run believed.
    func standIn(
        for parts: [InterleavedRequest.Part], options: Int, about: String,
        stage: CompositionStage, calls: Int, key: StageKey
    ) -> [Double] {
        let known = note(parts, about: about, stage: stage, calls: calls, tokens: 0, key: key)
        if let scores = known?.scores, scores.count == options { return scores }
        return [Double](repeating: 1 / Double(max(1, options)), count: options)
    }

    /// Notes a text about a picture that is shown, and gives what the last run said.
    func standIn(
        for parts: [InterleavedRequest.Part], about: String, stage: CompositionStage, tokens: Int,
        key: StageKey, isRetried: Bool = false, version: Int? = nil
    ) -> String? {
        let known = note(
            parts, about: about, stage: stage, calls: 1, tokens: tokens, key: key,
            version: version)
        if isRetried { plan.steps[plan.steps.count - 1].why = .retried }
        return known?.text
    }

    private func note(
        _ parts: [InterleavedRequest.Part], about: String, stage: CompositionStage, calls: Int,
        tokens: Int, key: StageKey, version: Int? = nil
    ) -> CompositionRecord.Answer? {
        let known = recorded(stage, about)
        let words = parts.map { part in
            switch part {
            case .text(let text): text
            case .picture(let id): "[\(id)]"
            }
        }
        plan.steps.append(
            CompositionPlan.Step(
                stage: stage.rawValue, about: about,
                why: reason(stage, known: known, key: key, version: version),
                calls: calls, tokens: tokens, messages: [Message(.user, words.joined())]))
        return known
    }

    private func recorded(
        _ stage: CompositionStage, _ about: String
    ) -> CompositionRecord.Answer? {
        record?.answers.first { $0.stage == stage.rawValue && $0.about == about }
    }

    private func reason(
        _ stage: CompositionStage, known: CompositionRecord.Answer?, key: StageKey,
        version: Int? = nil
    ) -> CompositionPlan.Reason {
        guard let record, let known else { return .new }
        if record.answers.contains(where: { $0.key == key.text }) { return .deleted }
        // Questions to a model that sees have versions of their own.
        if known.model != nil { return .changed }
        if record.writer.sha256 != writer.sha256 { return .otherModel }
        return known.prompt == version ?? stage.promptVersion ? .changed : .otherPrompt
    }
}

extension AnswerForm {
    /// About how many tokens an answer has.
    fileprivate var tokens: Int {
        switch self {
        // A word takes one and a half tokens, a Chinese character at most one.
        case .prose(let limits):
            limits.language.countsCharacters ? limits.target : limits.target * 3 / 2
        case .pattern(_, let maximumTokens): maximumTokens / 2
        }
    }
}
