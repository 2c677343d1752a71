import LimnArticles

/// Image selection: one letter, or none. A text model chooses over candidate cards in words; a model
/// that sees, where there is one, is shown the candidates.
struct CardSelection: ImageSelection {
    /// The model that sees; `nil` for a choice by words.
    var viewer: (any Viewer)?
    /// Candidates that the model chooses among.
    var shortlist = PictureChoice.shortlist

    func choose(
        _ illustrations: [Illustration], from library: any PictureLibrary, in draft: Draft,
        count: Brief.PictureCount, desk: WritingDesk
    ) async throws -> [Illustration] {
        var result = illustrations
        var used = Set(illustrations.compactMap(\.picture).flatMap { [$0.id] + $0.lookalikes })
        var shown = Set(illustrations.compactMap { $0.picture.map { Self.subject(of: $0) } })
        let order = order(of: result)
        for index in order {
            let fresh = try await library.ordered(
                result[index].candidates, beside: result.pictures(around: index)
            ).filter {
                !used.contains($0.id) && !shown.contains(Self.subject(of: $0))
            }.prefix(shortlist)
            result[index].candidates = Array(fresh)
            guard
                viewer != nil || illustrations[index].isWanted
                    || !Self.isPoor(illustrations[index], among: illustrations)
            else {
                result[index].chosenBy = "nobody: the library has nothing near to it"
                continue
            }
            guard !fresh.isEmpty else {
                result[index].chosenBy = "nobody: the library has no candidate"
                continue
            }
            let beliefs = try await beliefs(for: result[index], of: result, in: draft, desk: desk)
            result[index].beliefs = beliefs
            guard let best = best(beliefs, among: Array(fresh)) else {
                let isAnswer = beliefs.contains { $0 > 0 }
                result[index].chosenBy =
                    isAnswer ? "\(chooser): none fits" : "nobody: the model gave no usable answer"
                continue
            }
            let card = result[index].candidates[best]
            result[index].picture = card
            result[index].chosenBy = chooser
            used.formUnion([card.id] + card.lookalikes)
            shown.insert(Self.subject(of: card))
        }
        return Self.trimmed(result, to: count)
    }

    private func beliefs(
        for illustration: Illustration, of all: [Illustration], in draft: Draft,
        desk: WritingDesk
    ) async throws -> [Double] {
        let language = draft.plan.language
        let slot = illustration.slot
        let about = "\(language) picture after \(slot.section + 1).\(slot.paragraph + 1)"
        if let viewer {
            let chosen = all.compactMap { one in one.picture.map { (one.slot, $0) } }
            return try await desk.beliefs(
                of: ViewingSelection(
                    draft: draft, slot: slot, wanted: illustration.wanted,
                    chosen: Dictionary(chosen, uniquingKeysWith: { $1 }),
                    candidates: illustration.candidates), about: about, by: viewer)
        }
        let question = PictureChoice(
            title: draft.plan.title, paragraph: draft.text(at: slot), wanted: illustration.wanted,
            language: language, chosen: all.compactMap(\.picture)
        ).question(
            among: illustration.candidates,
            about: about)
        return try await desk.beliefs(stage: .imageSelection, questions: [question]).first ?? []
    }

    /// Who chooses, as the record says it.
    private var chooser: String {
        viewer.map { "model that sees: \($0.identity.name)" } ?? "model"
    }

    /// The order in which places choose. By words, the surest finds choose first, so that no vague
    /// wish takes another's only picture; who looks goes from the first place to the last, and sees
    /// the pictures that stand before.
    private func order(of illustrations: [Illustration]) -> [Int] {
        let open = illustrations.indices.filter { illustrations[$0].picture == nil }
        if viewer != nil {
            return open.sorted { illustrations[$0].slot < illustrations[$1].slot }
        }
        return open.sorted {
            let (one, other) = (Self.top(illustrations[$0]), Self.top(illustrations[$1]))
            return (one, -$0) > (other, -$1)
        }
    }

    /// The candidate that is taken; `nil` for none. Who has seen the candidates needs no second
    /// opinion of the search.
    private func best(_ beliefs: [Double], among candidates: [PictureCard]) -> Int? {
        guard viewer != nil else {
            return PictureChoice.best(beliefs, scores: candidates.map(\.score))
        }
        let places = candidates.indices.filter { $0 < beliefs.count && beliefs[$0] > 0 }
        let best = places.max { (beliefs[$0], -$0) < (beliefs[$1], -$1) }
        let none = beliefs.count > candidates.count ? beliefs[candidates.count] : 0
        return best.flatMap { beliefs[$0] >= none ? $0 : nil }
    }

    private static func top(_ illustration: Illustration) -> Double {
        illustration.candidates.first?.score ?? 0
    }

    /// Whether a slot found next to nothing, measured by what the article's other slots found:
    /// scores mean nothing by themselves, but they can be compared within one article.
    private static func isPoor(_ illustration: Illustration, among all: [Illustration]) -> Bool {
        let best = all.compactMap { $0.candidates.first }
        func share(_ value: Double?, of values: [Double]) -> Double? {
            let usual = values.sorted()
            guard let value, !usual.isEmpty, usual[usual.count / 2] > 0 else { return nil }
            return max(value, 0) / usual[usual.count / 2]
        }
        guard let own = illustration.candidates.first,
            let score = share(own.score, of: best.map(\.score))
        else { return false }
        guard let closeness = share(own.closeness, of: best.compactMap(\.closeness)) else {
            return score < 0.6
        }
        return score * closeness < 0.45
    }

    /// Keeps the best `maximum` pictures; where fewer than `minimum` were chosen, takes the
    /// candidates nearest to a choice.
    private static func trimmed(
        _ illustrations: [Illustration], to count: Brief.PictureCount
    ) -> [Illustration] {
        var result = illustrations
        func strength(_ index: Int) -> Double {
            guard let picture = result[index].picture else { return 0 }
            if result[index].isFixed { return 2 }
            if result[index].isWanted { return 1 }
            let place = result[index].candidates.firstIndex { $0.id == picture.id } ?? 0
            return place < result[index].beliefs.count
                ? result[index].beliefs[place] * max(picture.score, 0) : 0
        }
        var chosen = result.indices.filter { result[$0].picture != nil }
        while chosen.count > count.maximum,
            let weakest = chosen.filter({ !result[$0].isFixed })
                .min(by: { strength($0) < strength($1) })
        {
            result[weakest].picture = nil
            result[weakest].chosenBy = "nobody: enough pictures"
            chosen.removeAll { $0 == weakest }
        }
        let open = result.indices.filter { result[$0].picture == nil && !chosen.contains($0) }
            .sorted { (result[$0].beliefs.first ?? 0) > (result[$1].beliefs.first ?? 0) }
        for index in open where chosen.count < count.minimum {
            let used = Set(result.compactMap(\.picture).flatMap { [$0.id] + $0.lookalikes })
            guard let card = result[index].candidates.first(where: { !used.contains($0.id) })
            else { continue }
            result[index].picture = card
            result[index].chosenBy = "retrieval: the brief asks for more pictures"
            chosen.append(index)
        }
        return result
    }

    /// Two pictures of the same description are the same subject.
    private static func subject(of card: PictureCard) -> String {
        Prose.fingerprint(card.description(in: .english))
    }
}
