import LimnArticles

/// Sentences of a brief's sources that say something about a topic, each given out once.
///
/// They take the place of points that the model would make up: what a paragraph says then rests on
/// the writer's own material.
struct SourceExcerpts {
    private struct Excerpt {
        var text: String
        var terms: Set<String>
        var isTaken = false
    }

    private var excerpts: [Excerpt] = []
    private let language: LanguageTag
    /// How telling a word is: rare words of the sources more than frequent ones.
    private var weights: [String: Double] = [:]
    /// Sources that are in another language than the article.
    private(set) var foreign: [String] = []

    /// A sentence shorter than this says nothing by itself, a longer one is no point.
    private static let words = 4...48

    /// Cuts the sources into sentences.
    init(_ sources: [Brief.Source], language: LanguageTag) {
        self.language = language
        for source in sources {
            let sentences = Self.prose(of: source.text).flatMap { Prose.sentences(in: $0) }
            let own = sentences.filter { sentence in
                sentence.contains { Prose.isWide($0) } == language.countsCharacters
            }
            if own.isEmpty, !sentences.isEmpty {
                foreign.append(source.file ?? "in the brief")
            }
            for sentence in own where Self.words.contains(ArticlePlan.wordCount(of: sentence)) {
                let text = sentence.plainLine.withoutFinalStop
                let terms = Set(Grounding.terms(of: text, in: language))
                guard !terms.isEmpty, !excerpts.contains(where: { $0.text == text }) else {
                    continue
                }
                excerpts.append(Excerpt(text: text, terms: terms))
            }
        }
        for excerpt in excerpts {
            for term in excerpt.terms { weights[term, default: 0] += 1 }
        }
        weights = weights.mapValues { 1 / $0 }
    }

    /// Whether there is anything to rest on.
    var isEmpty: Bool { excerpts.isEmpty }

    /// The most telling sentences about a topic, in the order of the sources, until they have so
    /// many words.
    ///
    /// - Parameters:
    ///   - topic: what they should be about
    ///   - words: how many words are wanted; a sentence is given whole
    mutating func take(about topic: String, words: Int) -> [String] {
        let wanted = Set(Grounding.terms(of: topic, in: language))
        let ranked = excerpts.indices.filter { !excerpts[$0].isTaken }
            .map { index in
                (
                    index: index,
                    score: excerpts[index].terms.intersection(wanted).reduce(0.0) {
                        $0 + (weights[$1] ?? 0)
                    }
                )
            }
            .filter { $0.score > 0 }
            .sorted { ($1.score, $0.index) < ($0.score, $1.index) }
        var taken: [Int] = []
        var count = 0
        for (index, _) in ranked where count < words {
            taken.append(index)
            count += ArticlePlan.wordCount(of: excerpts[index].text)
        }
        for index in taken { excerpts[index].isTaken = true }
        return taken.sorted().map { excerpts[$0].text }
    }

    /// The paragraphs of a text or of a Markdown file, without front matter, headings and code.
    private static func prose(of text: String) -> [String] {
        let parts = ManuscriptText(text.replacing("\r\n", with: "\n"))
        return parts.blocks.flatMap { markdown -> [String] in
            let block = ManuscriptBlock(markdown: markdown)
            if let prose = block.plainProse { return [prose] }
            guard case .text = block, let first = markdown.first, "-*+".contains(first) else {
                return []
            }
            return markdown.split(separator: "\n").map { Outline.plainNote($0) }
        }
    }
}
