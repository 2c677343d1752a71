extension SentencePieceVocabulary {
    /// Reads SentencePiece's own file, `tokenizer.model`.
    ///
    /// The file is data from a stranger; lengths and numbers are checked.
    ///
    /// - Throws: `TokenizerError` with the byte at which the file is damaged, or what it asks for
    ///   that Limn cannot do: another algorithm than BPE, a normaliser with a table of its own.
    public init(model bytes: [UInt8]) throws {
        let file = try SentencePieceFile(bytes)
        guard file.trainer.algorithm == 2 else {
            throw TokenizerError(
                "the SentencePiece model is of kind \(file.trainer.algorithm), not 2 (BPE), which is "
                    + "what Limn reads from such a file")
        }
        guard file.normalizer.table.isEmpty, file.normalizer.writesSpacesAsPieces else {
            throw TokenizerError(
                "the SentencePiece model changes its texts by the rules "
                    + "“\(file.normalizer.name.prefix(40))”, and Limn can only leave them as they are "
                    + "(“identity”)")
        }
        self.init(pieces: file.pieces, scores: file.scores, kinds: file.kinds)
        beginningOfText = file.trainer.beginning >= 0 ? file.trainer.beginning : nil
        endOfText = file.trainer.end >= 0 ? file.trainer.end : nil
        addsSpaceBeforeText = file.normalizer.addsSpace
        collapsesSpaces = file.normalizer.collapsesSpaces
    }
}
