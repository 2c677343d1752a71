import Foundation

extension BytePairVocabulary {
    /// The vocabulary of a `tokenizer.json`, the format of Hugging Face's tokenizers.
    ///
    /// - Parameters:
    ///   - json: The file's bytes.
    ///   - size: How many ids the model has; what the file does not name is unused.
    /// - Throws: `TokenizerError` where the file is none, is of another kind than byte-level BPE, or cuts
    ///   text in a way that is not among ``PreTokenizer``.
    public init(json: Data, size: Int) throws {
        let document: TokenizerDocument
        do {
            document = try JSONDecoder().decode(TokenizerDocument.self, from: json)
        } catch is DecodingError {
            throw TokenizerError("the file is no tokenizer.json of byte-level BPE")
        }
        guard document.model.type ?? "BPE" == "BPE", document.model.usesBytes != true else {
            throw TokenizerError(
                "the tokenizer is not byte-level BPE, the only one that is supported")
        }
        // Composing characters changes hardly any text; llama.cpp leaves it out too.
        if let normalizer = document.normalizer, normalizer.type != "NFC" {
            throw TokenizerError(
                "the tokenizer changes texts by \(normalizer.type.prefix(40)), which is not supported"
            )
        }
        var tokens = (0..<max(0, min(size, 1 << 24))).map { "[PAD\($0)]" }
        var kinds = [TokenKind](repeating: .unused, count: tokens.count)
        func set(_ id: Int, _ text: String, _ kind: TokenKind) throws {
            guard tokens.indices.contains(id) else {
                throw TokenizerError("the token “\(text.prefix(40))” has the id \(id) of \(size)")
            }
            tokens[id] = text
            kinds[id] = kind
        }
        for (text, id) in document.model.vocabulary { try set(id, text, .normal) }
        for added in document.added ?? [] {
            // Those that look like steering do steer, whatever is said of them.
            let looksSpecial = added.content.hasPrefix("<|") && added.content.hasSuffix("|>")
            let isControl = added.isSpecial == true || looksSpecial
            try set(added.id, added.content, isControl ? .control : .userDefined)
        }
        self.init(
            tokens: tokens, kinds: kinds,
            merges: document.model.merges.map(\.line),
            preTokenizer: try document.preTokenizer?.name() ?? "gpt-2")
        if let first = document.postProcessor?.beginning,
            let id = tokens.firstIndex(of: first).flatMap(Int32.init(exactly:))
        {
            beginningOfText = id
            addsBeginningOfText = true
        }
    }
}
