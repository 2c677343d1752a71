import LimnArticles

/// The question to a model that sees which picture fits at a place: it is shown the article up to
/// there with the pictures chosen so far in their places, and the candidates themselves.
struct ViewingSelection {
    let draft: Draft
    let slot: Slot
    /// What the picture should show.
    let wanted: String
    /// The pictures chosen so far, by their places.
    let chosen: [Slot: PictureCard]
    let candidates: [PictureCard]

    /// How much of the article is shown, most first: where the model has no room, less is.
    enum Reach: CaseIterable {
        /// Everything before the place.
        case article
        /// The section before the place.
        case section
        /// The paragraph before the place.
        case paragraph
    }

    /// What is weighed: each candidate, and none of them at the end.
    var options: Int { candidates.count + 1 }

    /// The question with the options in an order.
    func request(_ order: [Int], reach: Reach) -> ViewingChoice {
        ViewingPrompts(language: draft.plan.language).choice(
            title: draft.plan.title, context: context(reach), wish: wanted,
            options: order.map { candidates.indices.contains($0) ? candidates[$0].id : nil })
    }

    /// The pictures that are shown, with what tells one version of each from another.
    var pictures: [String] {
        (chosen.values.map { $0 } + candidates).map { "\($0.id) \($0.contentHash)" }.sorted()
    }

    private func context(_ reach: Reach) -> [InterleavedRequest.Part] {
        let before = draft.slots.filter { other in
            switch reach {
            case .article: other <= slot
            case .section: other <= slot && other.section == slot.section
            case .paragraph: other == slot
            }
        }
        return before.flatMap { place -> [InterleavedRequest.Part] in
            let text = InterleavedRequest.Part.text(draft.text(at: place))
            guard place != slot, let picture = chosen[place] else { return [text] }
            return [text, .picture(picture.id)]
        }
    }
}
