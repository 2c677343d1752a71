import LimnArticles

/// Brings a newly written article and the writer's manuscript together, section by section.
///
/// The record says what the models wrote last time. A section that still is what they wrote
/// takes the new text; one that differs is a person's and stays. Nothing a person wrote is
/// ever dropped; where the new text would have been different, a warning says so.
final class ManuscriptMerge {
    private let base: CompositionRecord.Article?
    private let current: String?
    private let written: WrittenArticle
    private let file: String
    private(set) var warnings: [Problem] = []

    init(
        base: CompositionRecord.Article?, current: String?, written: WrittenArticle, file: String
    ) {
        self.base = base
        self.current = current
        self.written = written
        self.file = file
    }

    /// The text that the manuscript's file should have.
    ///
    /// - Throws: A ``Problem`` when there is a manuscript but no record of how it was written:
    ///   then nothing tells the writer's words from the models'.
    func result() throws -> String {
        guard let current else { return written.text.markdown }
        guard let base else {
            throw Problem(
                at: SourceLocation(file: file),
                "this manuscript has no record, so its text may be a person's and is kept",
                remedy: "Restore the record, or move the manuscript away to compose it anew.")
        }
        let old = SectionedText(manuscript: current)
        var merged = SectionedText(header: mergedHeader(old: old, base: base), blocks: [])
        merged.sections = []
        var taken: Set<Int> = []
        for section in written.text.sections {
            let recorded = base.sections.first { $0.heading == section.heading }
            let index =
                old.sections.firstIndex { $0.heading == section.heading }
                ?? recorded.flatMap { old.match(for: $0) }
            guard let index, !taken.contains(index) else {
                merged.sections.append(section)
                continue
            }
            taken.insert(index)
            merged.sections.append(
                mergedSection(new: section, old: old.sections[index], recorded: recorded))
            appendOwnSections(after: index, of: old, base: base, taken: &taken, to: &merged)
        }
        for index in old.sections.indices where !taken.contains(index) {
            appendUnlessModelText(old.sections[index], base: base, to: &merged)
        }
        return merged.markdown
    }

    private func mergedHeader(old: SectionedText, base: CompositionRecord.Article) -> String {
        SectionedText.hash(old.header) == base.header ? written.text.header : old.header
    }

    private func mergedSection(
        new: SectionedText.Section, old: SectionedText.Section,
        recorded: CompositionRecord.Section?
    ) -> SectionedText.Section {
        let isUntouched = old.hashes == (recorded?.blocks ?? []) && old.heading == new.heading
        if isUntouched { return new }
        let hasNews = new.hashes != (recorded?.blocks ?? [])
        if hasNews, new.hashes != old.hashes {
            warnings.append(
                Problem(
                    at: SourceLocation(file: file),
                    "the section '\(old.heading)' was edited by hand and is kept, although the "
                        + "brief now gives another text",
                    remedy: "Delete the section to have it written anew.", severity: .warning))
        }
        return old
    }

    /// A section that only the writer has stays behind the one that it followed.
    private func appendOwnSections(
        after index: Int, of old: SectionedText, base: CompositionRecord.Article,
        taken: inout Set<Int>, to merged: inout SectionedText
    ) {
        var next = index + 1
        while next < old.sections.count, !taken.contains(next) {
            let section = old.sections[next]
            let isKnown =
                written.text.sections.contains { $0.heading == section.heading }
                || base.sections.contains { recorded in
                    recorded.heading == section.heading
                        || section.hashes.contains { recorded.blocks.contains($0) }
                }
            if isKnown { return }
            merged.sections.append(section)
            taken.insert(next)
            next += 1
        }
    }

    /// A section that the new article no longer has goes only if it is all the models' own.
    private func appendUnlessModelText(
        _ section: SectionedText.Section, base: CompositionRecord.Article,
        to merged: inout SectionedText
    ) {
        let recorded = base.sections.first { $0.heading == section.heading }
        if recorded?.blocks == section.hashes { return }
        guard !(section.heading.isEmpty && section.blocks.isEmpty) else { return }
        merged.sections.append(section)
        warnings.append(
            Problem(
                at: SourceLocation(file: file),
                "the section '\(section.heading)' is no longer in the brief, but was edited by "
                    + "hand and is kept",
                remedy: "Delete it if you do not need it.", severity: .warning))
    }
}
