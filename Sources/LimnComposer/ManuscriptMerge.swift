import LimnArticles

/// Brings a newly written article and the writer's manuscript together, section by section.
///
/// The record says what the models wrote last time. A block that still is what they wrote takes
/// the new text; one that differs is a person's and stays (``BlockMerge``). Nothing a person wrote
/// is ever dropped; where both changed the same place, a warning shows both versions.
final class ManuscriptMerge {
    private let base: CompositionRecord.Article?
    private let current: String?
    private let written: WrittenArticle
    private let file: String
    private let pinned: Set<String>
    private(set) var warnings: [Problem] = []
    /// What the writer's manuscript keeps in the place of each new section.
    private(set) var kept: [CompositionRecord.KeptSection?] = []

    init(
        base: CompositionRecord.Article?, current: String?, written: WrittenArticle, file: String,
        pinned: Set<String> = []
    ) {
        self.base = base
        self.current = current
        self.written = written
        self.file = file
        self.pinned = pinned
    }

    /// The problem of a manuscript without a record of how it was written: then nothing tells
    /// the writer's words from the models'.
    static func withoutRecord(file: String) -> Problem {
        Problem(
            at: SourceLocation(file: file),
            "this manuscript has no record, so its text may be a person's and is kept",
            remedy: "Restore the record, or move the manuscript away to compose it anew.")
    }

    /// The text that the manuscript's file should have.
    ///
    /// - Throws: A ``Problem`` when there is a manuscript but no record.
    func result() throws -> String {
        guard let current else { return written.text.markdown }
        guard let base else {
            // A run that ended between writing the manuscripts and the record left this.
            if current == written.text.markdown { return current }
            throw Self.withoutRecord(file: file)
        }
        let old = SectionedText(manuscript: current)
        var merged = SectionedText(header: mergedHeader(old: old, base: base), blocks: [])
        merged.sections = mergedSections(old: old, base: base)
        // Line ends and blank lines that mean nothing stay as they are, too.
        return merged.markdown == old.markdown ? current : merged.markdown
    }

    private func mergedHeader(old: SectionedText, base: CompositionRecord.Article) -> String {
        if SectionedText.hash(old.header) == base.header { return written.text.header }
        let new = written.text.header
        if SectionedText.hash(new) != base.header, new != old.header {
            warn(
                "the front matter was edited by hand and is kept, although the brief now gives "
                    + "another one",
                remedy: "Change it by hand, or move the manuscript away.")
        }
        return old.header
    }

    /// Places of sections: of the new article's in the record and in the manuscript, and of
    /// the manuscript's in the record.
    private struct Places {
        var recordedOfNew: [Int?]
        var oldOfNew: [Int?]
        var recordedOfOld: [Int: Int] = [:]
        var newOfOld: [Int: Int] = [:]
        /// New sections whose blocks the writer moved into other sections.
        var spread: Set<Int> = []
        /// Whether the writer put the sections into another order.
        var areMoved: Bool

        init(new: SectionedText, old: SectionedText, base: CompositionRecord.Article) {
            let recorded = base.sections
            let fates = old.fates(of: recorded)
            let oldOfRecorded = fates.map(\.index)
            let kept = oldOfRecorded.compactMap { $0 }
            areMoved = zip(kept, kept.dropFirst()).contains { $0 > $1 }
            for (place, index) in oldOfRecorded.enumerated() {
                if let index { recordedOfOld[index] = place }
            }
            let headings = new.sections.map(\.heading)
            recordedOfNew = SectionedText.places(of: headings, among: recorded.map(\.heading))
            oldOfNew = recordedOfNew.map { $0.flatMap { oldOfRecorded[$0] } }
            for (index, place) in recordedOfNew.enumerated() {
                if let place, fates[place] == .spread { spread.insert(index) }
            }
            let taken = Set(oldOfNew.compactMap { $0 })
            // A new heading may already be there, in the writer's own hand.
            let free = old.sections.indices.filter { !taken.contains($0) }
            let loose = headings.indices.filter { recordedOfNew[$0] == nil }
            let places = SectionedText.places(
                of: loose.map { headings[$0] }, among: free.map { old.sections[$0].heading })
            for (index, place) in zip(loose, places) { oldOfNew[index] = place.map { free[$0] } }
            for (index, place) in oldOfNew.enumerated() {
                if let place { newOfOld[place] = index }
            }
        }
    }

    private func mergedSections(
        old: SectionedText, base: CompositionRecord.Article
    ) -> [SectionedText.Section] {
        let new = written.text
        let places = Places(new: new, old: old, base: base)
        // What follows each section of the backbone: the writer's own sections where the
        // order is the article's, and new sections where it is the writer's.
        var result: [SectionedText.Section] = []
        kept = new.sections.map { _ in nil }
        func addNew(_ index: Int) {
            let recorded = places.recordedOfNew[index].map { base.sections[$0] }
            if places.spread.contains(index) {
                if let recorded { keepSpread(index, recorded: recorded, old: old) }
                return
            }
            guard let place = places.oldOfNew[index] else {
                result.append(new.sections[index])
                return
            }
            let section = mergedSection(
                new: new.sections[index], old: old.sections[place], recorded: recorded)
            result.append(section)
            let isNew =
                section.heading == new.sections[index].heading
                && section.blocks == new.sections[index].blocks
            if !isNew {
                kept[index] = CompositionRecord.KeptSection(
                    heading: section.heading, blocks: section.hashes)
            }
        }
        func addOwn(_ index: Int) {
            let recorded = places.recordedOfOld[index].map { base.sections[$0] }
            if let section = retired(old.sections[index], recorded: recorded) {
                result.append(section)
            }
        }
        if places.areMoved {
            for index in old.sections.indices {
                guard var next = places.newOfOld[index] else {
                    addOwn(index)
                    continue
                }
                addNew(next)
                next += 1
                while next < new.sections.count, places.oldOfNew[next] == nil {
                    addNew(next)
                    next += 1
                }
            }
            return result
        }
        for index in new.sections.indices {
            addNew(index)
            guard var next = places.oldOfNew[index] else { continue }
            next += 1
            while next < old.sections.count, places.newOfOld[next] == nil {
                addOwn(next)
                next += 1
            }
        }
        return result
    }

    private func mergedSection(
        new: SectionedText.Section, old: SectionedText.Section,
        recorded: CompositionRecord.Section?
    ) -> SectionedText.Section {
        guard let recorded else {
            if new.hashes != old.hashes { warnOfConflict(new.blocks, kept: old.blocks, in: old) }
            return old
        }
        let merge = BlockMerge(
            base: recorded.blocks, current: old.blocks, offered: new.blocks,
            pinned: pinned)
        for conflict in merge.conflicts {
            warnOfConflict(conflict.offered, kept: conflict.kept, in: old)
        }
        return SectionedText.Section(
            heading: old.heading == recorded.heading ? new.heading : old.heading,
            blocks: merge.blocks)
    }

    private func warnOfConflict(
        _ offered: [String], kept: [String], in section: SectionedText.Section
    ) {
        func quoted(_ blocks: [String]) -> String {
            blocks.isEmpty
                ? "    (nothing)"
                : blocks.joined(separator: "\n\n").split(
                    separator: "\n", omittingEmptySubsequences: false
                )
                .map { "    \($0)" }.joined(separator: "\n")
        }
        warn(
            "the section '\(section.heading)' was edited by hand and is kept, although the "
                + "brief now gives another text\n  kept:\n\(quoted(kept))\n  the brief's:\n"
                + quoted(offered),
            remedy: "Take over by hand what you like, or delete the paragraph's section to have "
                + "it written anew.")
    }

    private func keepSpread(
        _ index: Int, recorded: CompositionRecord.Section, old: SectionedText
    ) {
        let blocks = Set(recorded.blocks + (recorded.kept?.blocks ?? []))
        kept[index] = CompositionRecord.KeptSection(
            heading: nil,
            blocks: old.sections.flatMap(\.hashes).filter { blocks.contains($0) })
        guard written.text.sections[index].hashes != recorded.blocks else { return }
        warn(
            "the section '\(recorded.heading)' was taken apart by hand and is kept so, although "
                + "the brief now gives another text",
            remedy: "Delete its paragraphs to have it written anew.")
    }

    /// A section that the new article does not have goes only if it is all the models' own.
    private func retired(
        _ section: SectionedText.Section, recorded: CompositionRecord.Section?
    ) -> SectionedText.Section? {
        guard let recorded else { return section }
        if recorded.heading == section.heading, recorded.blocks == section.hashes,
            pinned.isDisjoint(with: recorded.blocks)
        {
            return nil
        }
        warn(
            "the section '\(section.heading)' is no longer in the brief, but was edited by "
                + "hand and is kept",
            remedy: "Delete it if you do not need it.")
        return section
    }

    private func warn(_ message: String, remedy: String) {
        warnings.append(
            Problem(
                at: SourceLocation(file: file), message, remedy: remedy, severity: .warning))
    }
}
