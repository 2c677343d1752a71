import LimnArticles

/// The words in which a model is asked to judge an article by one dimension.
///
/// The instruction, the article, the question, the levels with what they mean, and a letter as the
/// answer: the parts that the paper's form has, in Limn's own words. The article comes before the
/// question, so that a model reads it once for all dimensions.
struct JudgingPrompt {
    let article: JudgedArticle
    /// How many blocks of the article are shown.
    let blocks: Int
    /// Whether pictures are shown in their places; otherwise nothing is said of them.
    let showsPictures: Bool

    /// The question with the levels in an order.
    func parts(_ dimension: JudgedDimension, levels: [JudgedLevel]) -> [InterleavedRequest.Part] {
        var parts: [InterleavedRequest.Part] = []
        var text =
            "You judge an article strictly. It was asked for in these words:\n"
            + "\(article.instruction)\n\nThe article:\n# \(article.title)\n\n"
        for block in article.blocks.prefix(blocks) {
            guard case .figure(let figure) = block else {
                text += block.markdown + "\n\n"
                continue
            }
            guard showsPictures else { continue }
            parts += [.text(text), .picture(figure.picture)]
            text = "\n\(figure.caption)\n\n"
        }
        if blocks < article.blocks.count { text += "[…]\n\n" }
        text += "End of the article.\n\n\(dimension.title): \(dimension.question)\n"
        for (index, level) in levels.enumerated() {
            text += "\(Letters.letter(index)). \(dimension.meaning(of: level))\n"
        }
        return parts + [.text(text + "Answer with the letter.")]
    }
}
