/// Phrases that no paragraph needs, by primary language, in small letters.
enum Phrases {
    /// Openings of a sentence that sum up instead of saying something.
    static let stockOpenings: [String: [String]] = [
        "en": [
            "overall", "in conclusion", "in summary", "to sum up", "in short", "ultimately",
            "all in all", "whether you", "remember,", "as you can see", "in the end",
        ],
        "zh": ["总之", "总的来说", "总而言之", "综上", "总体来说", "最后，", "因此，我们", "让我们"],
    ]

    /// Superlatives about the world: a small model gets them wrong more often than right.
    static let records: [String: [String]] = [
        "en": [
            "the largest", "the biggest", "the tallest", "the fastest", "the most common",
            "in the world", "of all animals", "the oldest", "the strongest", "the smallest",
        ],
        "zh": ["世界上最", "最大的", "最高的", "最快的", "最常见", "最古老", "最强", "之最", "最小的"],
    ]

    /// Words that only a prompt or an assistant would write.
    static let leftovers: [String: [String]] = [
        "en": [
            "paragraph", "this section", "this article", "as an ai", "section:", "write a",
            "good luck", "don't hesitate", "if you have any questions", "it's important to",
            "it is important to", "responsibility", "a great way to", "the point", "sure,",
            "certainly", "here is", "here's", "in this guide", "note:",
        ],
        "zh": [
            "这一段", "本段", "这一节", "本节", "本文", "这篇文章", "小节", "作为一个", "以下是", "这一点", "祝你",
            "如果你有任何",
        ],
    ]
}
