import LimnArticles

/// Carries out a person's wish that single paragraphs say what their counterparts say now.
final class ParagraphTranslation {
    private let decisions: [Decisions.Translation]
    private let existing: ExistingArticle
    private let plans: [ArticlePlan]
    /// Blocks that a person gave up, with what stands in their place.
    private var replaced: [LanguageTag: [(old: String, new: String)]] = [:]
    /// Wishes that cannot be carried out.
    private(set) var warnings: [String] = []

    init(_ decisions: Decisions, existing: ExistingArticle, plans: [ArticlePlan]) {
        self.decisions = decisions.translations
        self.existing = existing
        self.plans = plans
    }

    /// Puts the translations in the place of what was written.
    ///
    /// - Returns: which paragraphs are translations
    func replace(
        in drafts: inout [Draft], desk: WritingDesk
    ) async throws -> Set<Counterparts.Fresh> {
        var fresh: Set<Counterparts.Fresh> = []
        for decision in decisions {
            guard
                let section = plans[0].sections.firstIndex(where: { $0.heading == decision.heading }
                ),
                let target = drafts.firstIndex(where: {
                    $0.plan.language.code == decision.language
                }), drafts[target].paragraphs[section].indices.contains(decision.paragraph),
                let source = LanguageTag(decision.source)
            else { continue }
            let slot = Slot(section: section, paragraph: decision.paragraph)
            let plan = drafts[target].plan
            guard let text = currentText(at: slot, in: source) else {
                warnings.append(
                    "paragraph \(slot.place) in '\(source)' is gone; its translation into "
                        + "'\(plan.language)' stays as it was written")
                continue
            }
            let answer = try await TextTranslation(plan: plan, source: source, desk: desk)
                .translations(of: [
                    TextTranslation.Text(
                        about: "\(plan.language) section \(section + 1) paragraph "
                            + "\(decision.paragraph + 1)",
                        text: text, kind: .paragraph)
                ])[0]
            drafts[target].paragraphs[section][decision.paragraph] = answer
            fresh.insert(
                Counterparts.Fresh(slot: slot, language: plan.language, source: source))
            if let old = decision.replaced {
                replaced[plan.language, default: []].append(
                    (old, ManuscriptBlock.paragraph(answer).markdown))
            }
        }
        return fresh
    }

    /// A manuscript with the new texts in the place of the blocks that a person gave up.
    func manuscript(in language: LanguageTag, written: WrittenArticle) -> String? {
        guard var text = existing.manuscripts[language] else { return nil }
        for (old, new) in replaced[language] ?? [] {
            let parts = ManuscriptText(text)
            guard let index = parts.blocks.firstIndex(where: { SectionedText.hash($0) == old }),
                let changed = parts.replacing(block: index, with: new)
            else { continue }
            text = changed
        }
        return text
    }

    /// What the manuscript has at the place of a composed paragraph, as plain prose.
    private func currentText(at slot: Slot, in language: LanguageTag) -> String? {
        let paragraphs = existing.record.flatMap {
            ParagraphsNow($0, existing.manuscripts[language], language: language.code)
        }
        let block = paragraphs?.markdown[slot].map { ManuscriptBlock(markdown: $0) }
        return block?.plainProse.flatMap { $0.isEmpty ? nil : $0 }
    }
}
