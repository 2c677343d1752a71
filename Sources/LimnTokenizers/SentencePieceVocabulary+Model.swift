extension SentencePieceVocabulary {
    /// Reads SentencePiece's own file, `tokenizer.model`: the message `ModelProto` of
    /// `sentencepiece_model.proto`, in the wire format of Protocol Buffers.
    ///
    /// The file is data from a stranger; lengths and numbers are checked.
    ///
    /// - Throws: `TokenizerError` with the byte at which the file is damaged, or what it asks for
    ///   that Limn cannot do: another algorithm than BPE, a normaliser with a table of its own.
    public init(model bytes: [UInt8]) throws {
        var cursor = WireCursor(bytes, bytes.indices)
        var pieces: [String] = []
        var scores: [Float] = []
        var kinds: [TokenKind] = []
        var trainer = TrainerFields()
        var normalizer = NormalizerFields()
        while let field = try cursor.next() {
            switch (field.number, field.value) {
            case (1, .bytes(let range)):
                let piece = try Piece(WireCursor(bytes, range))
                pieces.append(piece.text)
                scores.append(piece.score)
                kinds.append(piece.kind)
            case (2, .bytes(let range)): try trainer.read(WireCursor(bytes, range))
            case (3, .bytes(let range)): try normalizer.read(WireCursor(bytes, range))
            default: break
            }
        }
        try trainer.check()
        try normalizer.check()
        self.init(pieces: pieces, scores: scores, kinds: kinds)
        beginningOfText = trainer.beginning >= 0 ? trainer.beginning : nil
        endOfText = trainer.end >= 0 ? trainer.end : nil
        addsSpaceBeforeText = normalizer.addsSpace
        collapsesSpaces = normalizer.collapsesSpaces
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
    private struct TrainerFields {
        /// 1 unigram, 2 BPE, 3 words, 4 characters.
        var algorithm = 1
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
                case 41: beginning = signed
                case 42: end = signed
                default: break
                }
            }
        }

        func check() throws {
            guard algorithm == 2 else {
                throw TokenizerError(
                    "the SentencePiece model is of kind \(algorithm), not 2 (BPE), which is what "
                        + "Limn reads from such a file")
            }
            guard !putsSpacesBehind else {
                throw TokenizerError(
                    "the SentencePiece model puts spaces behind words, which Limn does not do")
            }
        }
    }

    /// What matters of `NormalizerSpec`, with its defaults.
    private struct NormalizerFields {
        var name = ""
        var hasTable = false
        var addsSpace = true
        var collapsesSpaces = true
        var writesSpacesAsPieces = true

        mutating func read(_ cursor: WireCursor) throws {
            var cursor = cursor
            while let field = try cursor.next() {
                switch (field.number, field.value) {
                case (1, .bytes(let range)): name = try cursor.text(range)
                case (2, .bytes(let range)): hasTable = !range.isEmpty
                case (3, .number(let number)): addsSpace = number != 0
                case (4, .number(let number)): collapsesSpaces = number != 0
                case (5, .number(let number)): writesSpacesAsPieces = number != 0
                default: break
                }
            }
        }

        func check() throws {
            guard !hasTable, writesSpacesAsPieces else {
                throw TokenizerError(
                    "the SentencePiece model changes its texts by the rules “\(name.prefix(40))”, "
                        + "and Limn can only leave them as they are (“identity”)")
            }
        }
    }
}
