/// The prompts of InternLM-XComposer's composition as its web demo sends them, with the settings of their
/// search: the form that the model was shown.
enum XComposerDialect {
    /// The dialect's name for keys and records, with a version that is counted up when its prompts change.
    static let name = "xcomposer/\(version)"
    /// Counted up when prompts change.
    static let version = 1
    /// The most tokens of an article.
    static let mostTokens = 1_000

    /// What ends a person's turn, as the vocabulary writes it.
    private static let endOfHuman = "<TOKENS_UNUSED_0>"
    private static let spottingOpening = "适合插入图像的行是"
    /// What stands before the caption in an answer that starts with its prompt.
    static let captionOpening = "<|Bot|>: 标题是\""

    /// The article of a title.
    static func article(
        _ title: String, maximumLength: Int = mostTokens
    ) -> InterleavedRequest {
        InterleavedRequest(
            [.text(" <|User|>:根据给定标题写一个图文并茂，不重复的文章：\(title)\n\(endOfHuman) <|Bot|>:")],
            beams: 5, maximumLength: maximumLength, repetitionPenalty: 5)
    }

    /// The next paragraph of an article, which the demo never asks for: the model goes on behind those
    /// that it has written.
    static func paragraph(_ title: String, after earlier: [String]) -> InterleavedRequest {
        var request = article(title, maximumLength: 300)
        request.parts.append(.text(earlier.map { $0 + "\n" }.joined()))
        request.pattern = "[^\\n<>]+\\n"
        return request
    }

    /// Which paragraphs pictures follow.
    ///
    /// - Parameters:
    ///   - paragraphs: The article.
    ///   - count: How many pictures; as the model likes if `nil`.
    static func spotting(_ paragraphs: [String], count: Int?) -> InterleavedRequest {
        let number = count.map(String.init) ?? ""
        return InterleavedRequest(
            [
                .text(
                    " <|User|>:给定文章\"\(segments(paragraphs))\" 根据上述文章，选择适合插入图像的\(number)行 \n"
                        + "\(endOfHuman) <|Bot|>:\(spottingOpening)")
            ], beams: 5, maximumLength: 300)
    }

    /// What the picture after a paragraph shows.
    ///
    /// - Parameters:
    ///   - paragraphs: The article.
    ///   - position: The paragraph.
    ///   - past: Captions that there are already, in their order.
    static func caption(
        _ paragraphs: [String], after position: Int, past: [(position: Int, caption: String)]
    ) -> InterleavedRequest {
        let text = captionPrompt(paragraphs, after: position, past: clause(past))
        return InterleavedRequest(
            [.text(text)], beams: 1, maximumLength: 100, repetitionPenalty: 5)
    }

    /// The same for a picture that a person puts between others, whose captions may follow it.
    static func insertion(
        _ paragraphs: [String], after position: Int, past: [(position: Int, caption: String)]
    ) -> InterleavedRequest {
        let text = captionPrompt(
            paragraphs, after: position, past: past.isEmpty ? "。" : clause(past))
        var request = InterleavedRequest(
            [.text(text)], beams: 1, maximumLength: 100 + text.unicodeScalars.count,
            repetitionPenalty: 5)
        request.startsWithPrompt = true
        return request
    }

    /// Which of the candidates fits, with the pictures that were chosen so far in their places.
    static func selection(
        _ paragraphs: [String], after position: Int, chosen: [Int: String], candidates: [String]
    ) -> InterleavedRequest {
        var parts: [InterleavedRequest.Part] = []
        var text = "  <|User|>:根据给定上下文和候选图像，选择合适的配图："
        func show(_ picture: String) {
            parts += [.text(text), .picture(picture)]
            text = ""
        }
        for index in 0...position where paragraphs.indices.contains(index) {
            text += paragraphs[index] + "\n"
            if index < position, let picture = chosen[index] { show(picture) }
        }
        text += "\n\n候选图像包括: "
        for (index, candidate) in candidates.enumerated() {
            text += (index == 0 ? "" : "\n") + Letters.letter(index) + "."
            show(candidate)
        }
        parts.append(.text("\n\n\(endOfHuman) \(endOfHuman) <|Bot|>:最合适的图是"))
        var request = InterleavedRequest(parts, beams: 5, maximumLength: 10)
        request.stopsAtTurn = false
        // The demo cuts at 1680 with two tokens behind the prompt, and drops the last two.
        request.mostPositions = 1_678
        return request
    }

    private static func segments(_ paragraphs: some Sequence<String>) -> String {
        paragraphs.enumerated().map { "<Seg\($0)> \($1)\n" }.joined()
    }

    private static func captionPrompt(
        _ paragraphs: [String], after position: Int, past: String
    ) -> String {
        // The paragraph behind the picture is shown too.
        " <|User|>: 给定文章\"\(segments(paragraphs.prefix(position + 2)))\" \(past)"
            + "给出适合在<Seg\(position)>后插入的图像对应的标题。 \n\(endOfHuman) \(captionOpening)"
    }

    private static func clause(_ past: [(position: Int, caption: String)]) -> String {
        guard !past.isEmpty else { return "" }
        let clauses = past.map { "<Seg\($0.position)>后插入图像对应的标题是\"\($0.caption)\"" }
        return "现在" + clauses.joined(separator: "， ") + "。"
    }
}
