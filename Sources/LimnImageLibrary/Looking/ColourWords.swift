/// The colours that texts name.
enum ColourWords {
    /// The basic colours that a text names, each once.
    static func colours(in text: String, language: String) -> Set<ColourShares.Colour> {
        if language.hasPrefix("zh") {
            return Set(chinese.filter { text.contains($0.key) }.map(\.value))
        }
        let words = text.lowercased().split { !$0.isLetter }
        return Set(words.compactMap { english[String($0)] })
    }

    private static let english: [String: ColourShares.Colour] = [
        "black": .black, "dark": .black, "white": .white, "snowy": .white, "pale": .white,
        "grey": .grey, "gray": .grey, "silver": .grey, "silvery": .grey, "red": .red,
        "crimson": .red, "scarlet": .red, "orange": .orange, "yellow": .yellow, "golden": .yellow,
        "gold": .yellow, "green": .green, "blue": .blue, "purple": .purple, "violet": .purple,
        "pink": .pink, "brown": .brown, "chestnut": .brown,
    ]

    private static let chinese: [Character: ColourShares.Colour] = [
        "黑": .black, "白": .white, "灰": .grey, "银": .grey, "红": .red, "橙": .orange,
        "橘": .orange, "黄": .yellow, "金": .yellow, "绿": .green, "翠": .green, "蓝": .blue,
        "紫": .purple, "粉": .pink, "褐": .brown, "棕": .brown,
    ]
}
