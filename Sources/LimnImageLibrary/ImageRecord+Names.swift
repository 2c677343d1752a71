import Foundation

extension ImageRecord {
    /// What the thing shown is called, in a few words each: what the caption begins with, and the
    /// file's name. Names that nobody gave, such as those of camera files, are left out.
    public var names: [String] {
        let caption = caption(in: "en") ?? captions.min { $0.key < $1.key }?.value
        var names: [String] = []
        for text in [caption.map(Self.subject(of:)) ?? "", name]
        where text.contains(where: \.isLetter) && !names.contains(text) {
            names.append(text)
        }
        return names
    }

    /// “A drop of water splashing into a pool, in May.” → “drop of water splashing”.
    static func subject(of caption: String) -> String {
        // What follows a comma, a dash or a full stop is an aside.
        let clause = caption.prefix { !",;:.!?…—–(（，。；：！？".contains($0) }
        var words = clause.split(whereSeparator: \.isWhitespace).map {
            $0.trimmingCharacters(in: quotes)
        }
        while let first = words.first, openings.contains(first.lowercased()), words.count > 1 {
            words.removeFirst()
        }
        if let end = words.dropFirst().firstIndex(where: { places.contains($0.lowercased()) }) {
            words = Array(words[..<end])
        }
        return words.prefix(longestName).joined(separator: " ")
    }

    private static let longestName = 6
    private static let quotes = CharacterSet(charactersIn: "“”\"‘’'《》「」")
    private static let openings: Set = [
        "a", "an", "the", "some", "one", "two", "three", "our", "my", "this", "another", "pair",
        "couple", "of",
    ]
    private static let places: Set = [
        "in", "on", "with", "at", "by", "from", "near", "into", "behind", "against", "under",
        "over", "beside", "before", "after", "above", "below", "inside", "is", "are", "was", "who",
        "that", "which",
    ]
}
