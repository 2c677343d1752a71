import Foundation

/// A `tokenizer.json` of BPE whose tokens are texts, not in the alphabet of GPT-2.
///
/// Two of them may be the same for Swift, which compares by canonical equivalence, and so for the keys of
/// JSON: é in one scalar and in two. So each byte is read as a scalar below 256, among which there are no
/// two ways to write the same, and ``text(_:)`` gives what was meant.
struct PieceDocument {
    private let document: TokenizerDocument

    /// - Throws: `TokenizerError` where the file is none.
    init(_ json: Data) throws {
        let widened = Self.widened(Array(json))
        do {
            document = try JSONDecoder().decode(TokenizerDocument.self, from: widened)
        } catch is DecodingError {
            throw TokenizerError("the file is no tokenizer.json of BPE")
        }
    }

    /// Whether it is BPE with byte fallback, which the converters of SentencePiece models write.
    var isBytePairs: Bool {
        document.model.type ?? "BPE" == "BPE" && document.model.usesBytes == true
    }

    /// The tokens that merges make, and their ids.
    var pieces: [(text: String, id: Int)] {
        document.model.vocabulary.map { (text($0), $1) }
    }

    /// The merges by rank.
    var merges: [String] { document.model.merges.map { text($0.line) } }

    /// The tokens that were added, and their kinds.
    var added: [(text: String, id: Int, kind: TokenKind)] {
        (document.added ?? []).map { added in
            let content = text(added.content)
            let looksSpecial = content.hasPrefix("<|") && content.hasSuffix("|>")
            let isControl = added.isSpecial == true || looksSpecial
            return (
                content, added.id,
                added.content == document.model.unknown
                    ? .unknown : isControl ? .control : .userDefined
            )
        }
    }

    /// The text of the token that a text begins with, where it begins with one.
    var beginning: String? { document.postProcessor?.beginning.map(text) }

    /// Whether a text is treated as if a space stood before it.
    ///
    /// - Parameter piecesHoldSpaces: Whether a piece holds a space elsewhere than at its start, so that it
    ///   matters if text is cut there.
    /// - Throws: `TokenizerError` where texts are changed or cut in other ways.
    func addsSpace(piecesHoldSpaces: Bool) throws -> Bool {
        let space = "\u{2581}"
        var adds = false
        var replaces = false
        for step in document.normalizer.map({ $0.normalizers ?? [$0] }) ?? [] {
            switch step.type {
            case "Prepend" where step.prefix.map(text) == space && !replaces: adds = true
            case "Replace"
            where step.pattern?.string == " " && step.content.map(text) == space:
                replaces = true
            default: throw unknown("changes", step)
            }
        }
        for step in document.preTokenizer.map({ $0.steps ?? [$0] }) ?? [] {
            switch step.type {
            case "Metaspace" where !replaces && step.replacement.map(text) == space:
                guard step.isSplit == false || !piecesHoldSpaces else {
                    throw unknown("cuts", step)
                }
                adds = step.scheme.map { $0 != "never" } ?? (step.addsSpace ?? true)
                replaces = true
            // Where all spaces were replaced there is nothing to cut.
            case "Split" where replaces && step.pattern?.string == " ": break
            default: throw unknown("cuts", step)
            }
        }
        guard replaces else {
            throw TokenizerError("the tokenizer does not write spaces as “\(space)”")
        }
        return adds
    }

    private func unknown(_ what: String, _ step: TokenizerDocument.Step) -> TokenizerError {
        TokenizerError(
            "the tokenizer \(what) texts by a \(step.type.prefix(40)) that is not supported")
    }

    /// The JSON with each byte beyond ASCII as a scalar, also those of scalars that are escaped.
    private static func widened(_ json: [UInt8]) -> Data {
        var result = Data(capacity: json.count + json.count / 2)
        func append(_ byte: UInt8) {
            guard byte >= 0x80 else { return result.append(byte) }
            result.append(0xC0 | byte >> 6)
            result.append(0x80 | byte & 0x3F)
        }
        var place = 0
        while place < json.count {
            if let (scalar, length) = escapedScalar(json[place...]), scalar.value >= 0x80 {
                for byte in String(scalar).utf8 { append(byte) }
                place += length
                continue
            }
            // What follows a backslash belongs to it, also another backslash.
            let length = json[place] == UInt8(ascii: "\\") ? min(2, json.count - place) : 1
            for byte in json[place..<place + length] { append(byte) }
            place += length
        }
        return result
    }

    /// The scalar that a text of JSON begins with as `\u2581`, or as two such, and how long that is.
    private static func escapedScalar(
        _ json: ArraySlice<UInt8>
    ) -> (scalar: Unicode.Scalar, length: Int)? {
        func unit(_ text: ArraySlice<UInt8>) -> UInt16? {
            guard text.count >= 6, text.starts(with: #"\u"#.utf8) else { return nil }
            return UInt16(
                String(decoding: text.dropFirst(2).prefix(4), as: UTF8.self), radix: 16)
        }
        guard let first = unit(json) else { return nil }
        if let scalar = Unicode.Scalar(first) { return (scalar, 6) }
        guard let second = unit(json.dropFirst(6)) else { return nil }
        let text = String(decoding: [first, second], as: UTF16.self).unicodeScalars
        return text.count == 1 ? text.first.map { ($0, 12) } : nil
    }

    /// The text that was read as scalars below 256.
    private func text(_ widened: String) -> String {
        let bytes = widened.unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
        return String(decoding: bytes, as: UTF8.self)
    }
}
