import Foundation
import LimnModelFiles
import LimnTokenizers

/// Turns texts into what a two-tower model reads: ids with those before and after a text, no more than the
/// model has positions.
struct TowerTokenizer: Sendable {
    private enum Pieces: Sendable {
        case closed(ClosedBytePairTokenizer)
        case unigram(UnigramTokenizer, padding: Int32)
        case words(WordPieceTokenizer)
    }

    private let pieces: Pieces
    private let positions: Int
    private let foldsCase: Bool

    /// - Throws: `ModelFileError` if a file is missing, damaged or of another kind.
    init(_ folder: URL, _ model: TwoTowerConfiguration) throws {
        positions = model.positions
        let settings = try PublishedFile.readIfThere(
            Settings.self, folder.appending(path: "tokenizer_config.json"))
        foldsCase = settings?.foldsCase ?? true
        switch model.kind {
        case .clip: pieces = .closed(try Self.closed(folder))
        case .siglip:
            let file = folder.appending(path: "spiece.model")
            pieces = try Self.reading(file) { bytes in
                let tokenizer = try UnigramTokenizer(model: Array(bytes))
                let name = settings?.padding ?? "</s>"
                guard let padding = tokenizer.id(ofSpecial: name) else {
                    throw TokenizerError("the vocabulary has no control token \(name)")
                }
                return .unigram(tokenizer, padding: padding)
            }
        case .chineseCLIP:
            let foldsCase = foldsCase
            pieces = try Self.reading(folder.appending(path: "vocab.txt")) { bytes in
                .words(
                    try WordPieceTokenizer(
                        lines: String(decoding: bytes, as: UTF8.self), foldsCase: foldsCase))
            }
        }
        // A vocabulary that is larger than the table of words would lead out of it.
        guard count <= model.vocabularySize else {
            throw ModelFileError(
                file: folder,
                message: "the tokenizer has \(count) ids, the model \(model.vocabularySize)",
                remedy: "use the tokenizer that was published with the weights")
        }
    }

    /// The ids of a text.
    func callAsFunction(_ text: String) -> [Int32] {
        switch pieces {
        case .closed(let tokenizer):
            return [tokenizer.beginningOfText] + tokenizer.encode(text).prefix(positions - 2)
                + [tokenizer.endOfText]
        case .words(let tokenizer):
            return [tokenizer.beginningOfText] + tokenizer.encode(text).prefix(positions - 2)
                + [tokenizer.endOfText]
        case .unigram(let tokenizer, let padding):
            let ids = tokenizer.encode(canonical(text)).prefix(positions - 1)
            // The model was trained on texts of one length, and reads the filling too.
            return ids + [tokenizer.endOfText ?? padding]
                + [Int32](repeating: padding, count: positions - 1 - ids.count)
        }
    }

    /// The text as SigLIP was trained on it: in small letters, without the signs of ASCII.
    private func canonical(_ text: String) -> String {
        let plain = text.replacing("\u{2581}", with: " ")
        let folded = foldsCase ? plain.lowercased() : plain
        let kept = folded.unicodeScalars.filter { scalar in
            switch scalar.value {
            case 33...47, 58...64, 91...96, 123...126: false
            default: true
            }
        }
        return String(String.UnicodeScalarView(kept)).split(whereSeparator: \.isWhitespace)
            .joined(separator: " ")
    }

    private var count: Int {
        switch pieces {
        case .closed(let tokenizer): tokenizer.vocabularySize
        case .words(let tokenizer): tokenizer.vocabularySize
        case .unigram(let tokenizer, _): tokenizer.vocabularySize
        }
    }

    private static func closed(_ folder: URL) throws -> ClosedBytePairTokenizer {
        let file = folder.appending(path: "tokenizer.json")
        if FileManager.default.fileExists(atPath: file.path) {
            return try reading(file) { try ClosedBytePairTokenizer(json: $0) }
        }
        let merges = try PublishedFile.bytes(folder.appending(path: "merges.txt"))
        return try reading(folder.appending(path: "vocab.json")) {
            try ClosedBytePairTokenizer(
                vocabulary: $0, merges: String(decoding: merges, as: UTF8.self))
        }
    }

    private static func reading<Value>(_ file: URL, _ body: (Data) throws -> Value) throws -> Value
    {
        let bytes = try PublishedFile.bytes(file)
        do {
            return try body(bytes)
        } catch let error as TokenizerError {
            throw ModelFileError(
                file: file, message: "the tokenizer cannot be used: \(error)",
                remedy: "fetch the file again, it may be damaged")
        }
    }

    private struct Settings: Decodable {
        let foldsCase: Bool?
        let padding: String?

        private enum CodingKeys: String, CodingKey {
            case foldsCase = "do_lower_case"
            case padding = "pad_token"
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            foldsCase = try? container.decodeIfPresent(Bool.self, forKey: .foldsCase)
            // Older files have an object with the token in it; it is the usual one there.
            padding = try? container.decodeIfPresent(String.self, forKey: .padding)
        }
    }
}
