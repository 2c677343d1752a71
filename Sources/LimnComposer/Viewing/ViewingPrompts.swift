import LimnArticles

/// The words in which a model that sees is asked.
struct ViewingPrompts {
    /// The language of the answers and of the article.
    let language: LanguageTag

    private var isChinese: Bool { language.primary == "zh" }

    /// Asks which picture fits at a place.
    ///
    /// - Parameters:
    ///   - context: the article up to the place, with its pictures
    ///   - options: the pictures' IDs; `nil` for taking none
    func choice(
        title: String, context: [InterleavedRequest.Part], wish: String, options: [String?]
    ) -> ViewingChoice {
        var parts: [InterleavedRequest.Part] = []
        var text = isChinese ? "文章：\(title)\n\n" : "Article: \(title)\n\n"
        func show(_ picture: String) {
            parts += [.text(text), .picture(picture)]
            text = ""
        }
        for part in context {
            switch part {
            case .text(let words): text += words + "\n"
            case .picture(let id):
                show(id)
                text = "\n"
            }
        }
        let wanted = isChinese ? "此处想要的图片：\(wish)\n" : "Wanted here: \(wish)\n"
        text += "\n" + (wish.isEmpty ? "" : wanted)
        text += isChinese ? "候选图片：\n" : "Candidate pictures:\n"
        let none = isChinese ? "都不合适，不配图" : "no picture: none of them fits"
        for (index, option) in options.enumerated() {
            text += "\(Letters.letter(index)). "
            if let option { show(option) } else { text += none }
            text += "\n"
        }
        text +=
            isChinese
            ? "上文最后一段之后放哪一张最合适？只答字母。"
            : "Which fits best after the last paragraph? Answer with the letter."
        return ViewingChoice(
            parts + [.text(text)], options: options.indices.map { Letters.letter($0) })
    }

    /// Asks what a picture shows.
    func description(of picture: String, seed: UInt64, sampling: SamplingStyle) -> ViewingText {
        ViewingText(
            [
                .picture(picture),
                .text(
                    isChinese
                        ? "用一句话描述这张图片，让看不见的人知道画面里有什么，不超过四十个字。"
                        : "Describe this picture in one sentence of at most 25 words, for people "
                            + "who cannot see it."),
            ],
            pattern: isChinese
                ? "[一-鿿，、0-9]{4,60}。?" : "[A-Z][A-Za-z0-9À-ž ,;:'’()-]{10,220}\\.?",
            maximumTokens: 96, sampling: sampling, seed: seed)
    }
}
