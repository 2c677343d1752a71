import LimnArticles

/// A person's decisions about pictures, put to the places of a draft.
struct PicturePlaces {
    /// The pinned pictures.
    private(set) var pinned: [Illustration] = []
    /// Places that shall have no picture.
    private(set) var empty: Set<Slot> = []
    /// Places that shall have one, whichever the models find.
    private(set) var wanted: [Slot] = []
    /// Decisions that have no place in this draft, and pictures that the library lacks.
    private(set) var warnings: [String] = []

    init(
        _ decisions: Decisions, draft: Draft, library: (any PictureLibrary)?
    ) async throws {
        for place in decisions.places {
            let name = "paragraph \(place.paragraph + 1) of '\(place.heading)'"
            guard
                let section = draft.plan.sections.firstIndex(where: {
                    $0.heading == place.heading
                }), place.paragraph >= 0, place.paragraph < draft.paragraphs[section].count
            else {
                warnings.append(
                    "there is no \(name) any more; what was decided about it waits "
                        + "(limn picture forget takes it back)")
                continue
            }
            let slot = Slot(section: section, paragraph: place.paragraph)
            switch place.choice {
            case .empty: empty.insert(slot)
            case .wanted: wanted.append(slot)
            case .pinned:
                guard let id = place.picture, let card = try await library?.card(for: id) else {
                    warnings.append(
                        "the library has no picture '\(place.picture ?? "")', which is pinned "
                            + "after \(name)")
                    continue
                }
                var illustration = Illustration(slot: slot)
                illustration.picture = card
                illustration.chosenBy = "person"
                pinned.append(illustration)
            }
        }
    }
}
