/// The pictures as the colours that they have more of than others, for comparing them with texts
/// that name colours.
struct ColourIndex: Sendable {
    /// For each colour how much every picture has of it, in standard deviations over the library.
    private let columns: [[Double]]

    init(_ traits: [PictureTraits?]) {
        columns = ColourShares.Colour.allCases.map { colour in
            // Roots, since a little of a rare colour tells more than more of a common one.
            let roots = traits.map { ($0?.colours.shares[colour.rawValue] ?? 0).squareRoot() }
            return ImageSearch.standardised(roots)
        }
    }

    /// How much every picture has of the colours that a text names; `nil` if it names none.
    func scores(_ text: String, language: String) -> [Double]? {
        let named = ColourWords.colours(in: text, language: language)
        guard let first = columns.first, !named.isEmpty else { return nil }
        // In a fixed order, so that sums are the same to the last bit.
        let wanted = ColourShares.Colour.allCases.filter(named.contains)
        return first.indices.map { row in
            wanted.reduce(0) { $0 + columns[$1.rawValue][row] }
        }
    }
}
