/// SentencePiece's own file: the message `ModelProto` of `sentencepiece_model.proto`, in the wire format
/// of Protocol Buffers, so far as it matters.
struct SentencePieceFile {
    private(set) var pieces: [String] = []
    private(set) var scores: [Float] = []
    private(set) var kinds: [TokenKind] = []
    private(set) var trainer = TrainerFields()
    private(set) var normalizer = NormalizerFields()

    /// - Throws: `TokenizerError` with the byte at which the file is damaged, or if it puts spaces behind
    ///   words.
    init(_ bytes: [UInt8]) throws {
        var cursor = WireCursor(bytes, bytes.indices)
        while let field = try cursor.next() {
            switch (field.number, field.value) {
            case (1, .bytes(let range)):
                let piece = try Piece(WireCursor(bytes, range))
                pieces.append(piece.text)
                scores.append(piece.score)
                kinds.append(piece.kind)
            case (2, .bytes(let range)): try trainer.read(WireCursor(bytes, range))
            case (3, .bytes(let range)): try normalizer.read(WireCursor(bytes, range), of: bytes)
            default: break
            }
        }
        guard !trainer.putsSpacesBehind else {
            throw TokenizerError(
                "the SentencePiece model puts spaces behind words, which Limn does not do")
        }
    }

    private struct Piece {
        var text = ""
        var score: Float = 0
        var kind = TokenKind.normal

        init(_ cursor: WireCursor) throws {
            var cursor = cursor
            while let field = try cursor.next() {
                switch (field.number, field.value) {
                case (1, .bytes(let range)): text = try cursor.text(range)
                case (2, .fixed32(let bits)): score = Float(bitPattern: bits)
                case (3, .number(let number)):
                    guard let value = Int32(exactly: number).flatMap(TokenKind.init) else {
                        throw cursor.failure("a piece has the unknown type \(number)")
                    }
                    kind = value
                default: break
                }
            }
        }
    }

    /// What matters of `TrainerSpec`, with its defaults.
    struct TrainerFields {
        /// 1 unigram, 2 BPE, 3 words, 4 characters.
        var algorithm = 1
        var unknown: Int32 = 0
        var beginning: Int32 = 1
        var end: Int32 = 2
        var putsSpacesBehind = false

        mutating func read(_ cursor: WireCursor) throws {
            var cursor = cursor
            while let field = try cursor.next() {
                guard case .number(let number) = field.value else { continue }
                // Negative numbers are written as 64 bits.
                let signed = Int32(truncatingIfNeeded: number)
                switch field.number {
                case 3: algorithm = Int(signed)
                case 24: putsSpacesBehind = number != 0
                case 40: unknown = signed
                case 41: beginning = signed
                case 42: end = signed
                default: break
                }
            }
        }
    }

    /// What matters of `NormalizerSpec`, with its defaults.
    struct NormalizerFields {
        var name = ""
        /// The compiled rules; see ``CompiledRewriting``.
        var table: ArraySlice<UInt8> = []
        var addsSpace = true
        var collapsesSpaces = true
        var writesSpacesAsPieces = true

        mutating func read(_ cursor: WireCursor, of bytes: [UInt8]) throws {
            var cursor = cursor
            while let field = try cursor.next() {
                switch (field.number, field.value) {
                case (1, .bytes(let range)): name = try cursor.text(range)
                case (2, .bytes(let range)): table = bytes[range]
                case (3, .number(let number)): addsSpace = number != 0
                case (4, .number(let number)): collapsesSpaces = number != 0
                case (5, .number(let number)): writesSpacesAsPieces = number != 0
                default: break
                }
            }
        }
    }
}
