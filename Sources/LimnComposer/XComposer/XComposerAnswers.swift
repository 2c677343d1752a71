import LimnArticles

/// Reads the answers to ``XComposerDialect``'s prompts, exactly as the web demo does or with what is wrong
/// in them put right.
struct XComposerAnswers {
    /// Whether answers are read as the demo reads them, mistakes included.
    let isFaithful: Bool

    private static let mostParagraphs = 60
    private static let mostOfWish = 53

    /// The paragraphs of an article.
    func paragraphs(_ answer: String) -> [String] {
        var text = ""
        var isBreak = false
        for character in isFaithful ? answer : Self.withoutControlTokens(answer) {
            if character == "\n" || (isBreak && character.isWhitespace) {
                isBreak = true
                continue
            }
            if isBreak { text += "\n" }
            isBreak = false
            text.append(character)
        }
        let lines = text.split(separator: "\n", omittingEmptySubsequences: !isFaithful)
        return lines.prefix(Self.mostParagraphs).map {
            isFaithful ? String($0) : String($0).trimmed
        }
    }

    /// The paragraphs that pictures follow, in the order of the answer; rising and each once unless
    /// faithful.
    ///
    /// - Throws: ``XComposerError/segmentWithoutNumber`` where the demo fails.
    func positions(_ answer: String, paragraphs: Int) throws -> [Int] {
        var found: [Int] = []
        for piece in answer.split(separator: "<Seg", omittingEmptySubsequences: false).dropFirst() {
            let digits = piece.prefix { $0.isASCII && $0.isNumber }
            guard piece.dropFirst(digits.count).first == ">" else { continue }
            if let position = Int(digits) {
                found.append(position)
            } else if isFaithful {
                throw XComposerError.segmentWithoutNumber
            }
        }
        return isFaithful ? found : Set(found.filter { (0..<paragraphs).contains($0) }).sorted()
    }

    /// A caption: what stands before the closing quotation mark.
    func caption(_ answer: String) -> String {
        let end = answer.firstIndex(of: "\"") ?? answer.endIndex
        let text = String(answer[..<end])
        return (isFaithful ? text : Self.withoutControlTokens(text)).trimmed
    }

    /// The caption of an answer that starts with its prompt.
    ///
    /// - Parameter paragraph: The paragraph, whose end the demo takes where there is no caption.
    func insertedCaption(_ answer: String, paragraph: String) -> String {
        guard let start = answer.firstRange(of: XComposerDialect.captionOpening) else {
            return String(paragraph.suffix(50))
        }
        let caption = caption(String(answer[start.upperBound...]))
        return caption.isEmpty ? String(paragraph.suffix(50)) : caption
    }

    /// What is searched for.
    func wish(_ caption: String) -> String {
        isFaithful
            ? String(String.UnicodeScalarView(caption.unicodeScalars.prefix(Self.mostOfWish)))
            : caption
    }

    /// The chosen candidate; the first where the answer names none.
    func choice(_ answer: String, candidates: Int) -> Int {
        let letter = answer.first == " " ? answer.dropFirst().first : answer.first
        return (0..<candidates).first { Letters.letter($0) == letter.map(String.init) } ?? 0
    }

    /// What an answer may be, as regular expressions; `nil` where the demo lets the model say anything.
    func spottingPattern(paragraphs: Int, count: Int?) -> String? {
        guard !isFaithful, paragraphs > 0 else { return nil }
        let most = min(count ?? paragraphs, paragraphs)
        return Self.spottingPattern(
            among: Array(0..<paragraphs), count: (count == nil ? 0 : most)...most)
    }

    /// So many of the paragraphs.
    static func spottingPattern(among paragraphs: [Int], count: ClosedRange<Int>) -> String {
        let segment =
            "<Seg(\(paragraphs.map(String.init).joined(separator: "|")))>[,，、 ]{0,2}"
        return "(\(segment)){\(count.lowerBound),\(count.upperBound)}"
    }

    /// As ``spottingPattern(paragraphs:count:)`` for captions, closing quotation mark included.
    var captionPattern: String? { isFaithful ? nil : "[^\"\\n<>]{1,80}\"" }

    /// As ``spottingPattern(paragraphs:count:)`` for selections.
    func choicePattern(candidates: Int) -> String? {
        guard !isFaithful, candidates > 0 else { return nil }
        return " ?[\((0..<candidates).map { Letters.letter($0) }.joined())]"
    }

    /// Control tokens that an answer keeps.
    private static func withoutControlTokens(_ text: String) -> String {
        var rest = text[...]
        var result = ""
        while let start = rest.firstIndex(of: "<") {
            result += rest[..<start]
            let inner = rest[start...].dropFirst().prefix { $0 != ">" && $0 != "\n" }
            let isToken =
                inner == "s" || inner == "/s" || inner == "unk"
                || inner.hasPrefix("TOKENS_UNUSED_")
            guard isToken, rest[inner.endIndex...].first == ">" else {
                result.append("<")
                rest = rest[start...].dropFirst()
                continue
            }
            rest = rest[inner.endIndex...].dropFirst()
        }
        return result + rest
    }
}

/// An answer that the web demo cannot go on from.
public enum XComposerError: Error, Equatable, Sendable, CustomStringConvertible {
    /// `<Seg>` without a number, which ends the demo with an error.
    case segmentWithoutNumber

    /// What is wrong and what to do.
    public var description: String {
        "the model named a paragraph without its number, at which the demo fails; compose without "
            + "--faithful"
    }
}
