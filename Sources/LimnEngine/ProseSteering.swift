import LimnArticles
import LimnComposer
import LimnTextModels

/// Holds decoding to one paragraph of prose: the script of its language, a budget of length
/// that ends with a sentence, no passage that the article has already, and nothing that the checks
/// would turn the text down for.
///
/// Repetition is held off in two steps, after the DRY sampler (text-generation-webui, 2024):
/// a token that would prolong a repeated run is made less likely, and from a certain length
/// on forbidden; never in the middle of a word, which would break it off. Sentences that begin alike are made less likely too.
struct ProseSteering: TokenSteering {
    /// Runs within the paragraph: discouraged from the fourth token, forbidden from the seventh.
    private static let ownRun = (discouraged: 3, forbidden: 6)
    /// Runs of earlier paragraphs: discouraged from the fifth token, forbidden from the seventh.
    private static let otherRun = (discouraged: 4, forbidden: 6)
    private static let penalty: Float = 3
    /// As good as forbidden, yet finite: a text whose every continuation is a repetition goes on.
    private static let ban: Float = 1e4

    private let limits: ProseLimits
    private let vocabulary: ProseVocabulary
    private let allowed: [Bool]
    private let stockOpenings: Set<Int32>
    private let avoiding: [[Int32]]
    private let taboos: ProseGuard?
    /// Whether the text has said something taboo, so that stepping back from it is too late.
    private var isSpoilt = false
    private var tokens: [Int32] = []
    private var text = ""
    private var sentenceStarts: [Int32: Int] = [:]

    init(
        limits: ProseLimits, vocabulary: ProseVocabulary, avoiding: [[Int32]] = [],
        taboos: ProseGuard? = nil
    ) {
        self.taboos = taboos
        self.limits = limits
        self.vocabulary = vocabulary
        self.avoiding = avoiding
        allowed =
            limits.language.countsCharacters ? vocabulary.chinese : vocabulary.latin
        stockOpenings = vocabulary.stockOpenings[limits.language.primary] ?? []
    }

    private var isAtSentenceStart: Bool { text.isEmpty || Prose.isComplete(text) }

    private var mayEnd: Bool {
        Prose.isComplete(text)
            && Prose.length(of: text, in: limits.language) >= limits.minimum
    }

    mutating func adjust(_ logits: UnsafeMutableBufferPointer<Float>) throws {
        let mayEnd = mayEnd
        for id in logits.indices where id >= allowed.count || !allowed[id] {
            if mayEnd, vocabulary.ends.contains(Int32(id)) { continue }
            logits[id] = -.infinity
        }
        if !limits.allowsDigits {
            for id in vocabulary.digits { logits[Int(id)] = -.infinity }
        }
        if isAtSentenceStart {
            for id in stockOpenings { logits[Int(id)] = -.infinity }
            for (id, count) in sentenceStarts { logits[Int(id)] -= Self.penalty * Float(count) / 2 }
        }
        weaken(
            tokens, discouraged: Self.ownRun.discouraged, forbidden: Self.ownRun.forbidden, logits)
        for other in avoiding {
            weaken(
                other, discouraged: Self.otherRun.discouraged,
                forbidden: Self.otherRun.forbidden, logits)
        }
    }

    func refuses(_ token: Int32) -> Bool {
        !isSpoilt && !vocabulary.ends.contains(token) && isTaboo(text + piece(token))
    }

    private func piece(_ token: Int32) -> String {
        guard vocabulary.bytes.indices.contains(Int(token)) else { return "" }
        return String(decoding: vocabulary.bytes[Int(token)], as: UTF8.self)
    }

    private func isTaboo(_ text: String) -> Bool {
        taboos?.offences(in: String(text.trimmingPrefix(while: \.isWhitespace)), isFinished: false)
            .isEmpty == false
    }

    mutating func accept(_ token: Int32) -> Bool {
        guard token >= 0, Int(token) < vocabulary.bytes.count else { return false }
        if isAtSentenceStart { sentenceStarts[token, default: 0] += 1 }
        tokens.append(token)
        text += piece(token)
        if !isSpoilt { isSpoilt = isTaboo(text) }
        let length = Prose.length(of: text, in: limits.language)
        if length >= limits.maximum { return false }
        return !(length >= limits.target && Prose.isComplete(text) && hasClosedQuotes)
    }

    private var hasClosedQuotes: Bool {
        text.count { $0 == "“" || $0 == "（" || $0 == "(" }
            <= text.count { $0 == "”" || $0 == "）" || $0 == ")" }
            && text.count { $0 == "\"" } % 2 == 0
    }

    /// Makes tokens less likely that would prolong a run of the last tokens found in `history`.
    private func weaken(
        _ history: [Int32], discouraged: Int, forbidden: Int,
        _ logits: UnsafeMutableBufferPointer<Float>
    ) {
        guard tokens.count >= discouraged, let last = tokens.last else { return }
        for position in history.indices.dropLast() where history[position] == last {
            var length = 1
            while length < forbidden, length < tokens.count, position >= length,
                history[position - length] == tokens[tokens.count - 1 - length]
            {
                length += 1
            }
            let next = Int(history[position + 1])
            guard length >= discouraged, logits.indices.contains(next),
                !vocabulary.continuesWord[next]
            else { continue }
            logits[next] =
                length >= forbidden
                ? logits[next] - Self.ban
                : logits[next] - Self.penalty * Float(length - discouraged + 1)
        }
    }
}
