import Foundation
import LimnModelFiles
import LimnTensors
import LimnTextModels

extension XComposerConfiguration {
    /// Reads `config.json`. What it does not say is as in the 7B release, whose file says nothing of
    /// the vision side; `tiny_extra` may say it.
    ///
    /// - Throws: `ModelFileError` naming the key whose value makes no sense.
    public init(_ file: URL) throws {
        self.init()
        let buffer = try MappedBuffer(file: file)
        guard buffer.count <= 1 << 20 else {
            throw ModelFileError(
                file: file, message: "\(buffer.count) bytes are too many for a configuration")
        }
        let document: Document
        do {
            document = try JSONDecoder().decode(Document.self, from: Data(buffer.bytes))
        } catch let error as DecodingError {
            throw ModelFileError(file: file, message: "the file cannot be read: \(error.place)")
        }
        try take(document, file: file)
        try check(file)
    }

    /// The key of an imported model's configuration.
    static let key = "limn.xcomposer.configuration"

    /// The configuration that an imported model carries.
    ///
    /// - Throws: `ModelFileError` if the file has none, or one that makes no sense.
    init(_ file: GGUFFile) throws {
        let text = try file.required(Self.key, file.string(Self.key))
        do {
            self = try JSONDecoder().decode(Self.self, from: Data(text.utf8))
        } catch let error as DecodingError {
            throw ModelFileError(
                file: file.file, message: "the configuration cannot be read: \(error.place)",
                remedy: "import the model again")
        }
        try check(file.file)
    }

    /// The configuration as an imported model carries it.
    func encoded() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    private mutating func take(_ document: Document, file: URL) throws {
        if let kind = document.kind, kind != "InternLMXComposer" {
            throw ModelFileError(
                file: file, message: "model_type is \(kind.prefix(40)), not InternLMXComposer",
                remedy: "give the folder of an InternLM-XComposer")
        }
        func set<Value>(_ path: WritableKeyPath<Self, Value>, _ value: Value?) {
            if let value { self[keyPath: path] = value }
        }
        set(\.language.width, document.width)
        set(\.language.feedForwardWidth, document.feedForwardWidth)
        set(\.language.layers, document.layers)
        set(\.language.heads, document.heads)
        set(\.language.vocabularySize, document.vocabularySize)
        set(\.language.normEpsilon, document.normEpsilon)
        set(\.language.rotaryBase, document.rotaryBase)
        set(\.language.hasAttentionBiases, document.hasBiases)
        set(\.language.adapterRank, document.adapters?.rank)
        set(\.language.adapterAlpha, document.adapters?.alpha)
        set(\.language.adapted, document.adapters?.parts.map(Set.init))
        set(\.beginningOfText, document.beginningOfText)
        set(\.endOfText, document.endOfText)
        set(\.padding, document.padding)
        set(\.sampler.queries, document.queries)
        guard let extra = document.extra else { return }
        set(\.vision.side, extra.vision?.side)
        set(\.vision.patch, extra.vision?.patch)
        set(\.vision.width, extra.vision?.width)
        set(\.vision.blocks, extra.vision?.blocks)
        set(\.vision.heads, extra.vision?.heads)
        set(\.vision.inner, extra.vision?.inner)
        set(\.vision.epsilon, extra.vision?.epsilon)
        set(\.vision.outputEpsilon, extra.outputEpsilon)
        set(\.sampler.width, extra.sampler?.width)
        set(\.sampler.layers, extra.sampler?.layers)
        set(\.sampler.heads, extra.sampler?.heads)
        set(\.sampler.inner, extra.sampler?.inner)
        set(\.sampler.crossAttention, extra.sampler?.crossAttention)
        set(\.sampler.epsilon, extra.sampler?.epsilon)
        set(\.sampler.positions, extra.sampler?.positions)
        if let endOfHuman = extra.endOfHuman, let endOfAssistant = extra.endOfAssistant {
            endsOfTurn = [endOfHuman, endOfAssistant]
        }
    }

    private func check(_ file: URL) throws {
        func failure(_ message: String) -> ModelFileError {
            ModelFileError(file: file, message: message)
        }
        let counts = [
            ("hidden_size", language.width, 1 << 16),
            ("intermediate_size", language.feedForwardWidth, 1 << 18),
            ("num_hidden_layers", language.layers, 1_024),
            ("num_attention_heads", language.heads, 1_024),
            ("vocab_size", language.vocabularySize, 1 << 22),
            ("image_size", vision.side, 4_096), ("patch_size", vision.patch, 4_096),
            ("vision.width", vision.width, 1 << 16), ("vision.depth", vision.blocks, 1_024),
            ("vision.heads", vision.heads, 1_024), ("vision.mlp_hidden", vision.inner, 1 << 18),
            ("num_query_token", sampler.queries, 4_096),
            ("sampler.hidden_size", sampler.width, 1 << 16),
            ("sampler.num_hidden_layers", sampler.layers, 1_024),
            ("sampler.num_attention_heads", sampler.heads, 1_024),
            ("sampler.intermediate_size", sampler.inner, 1 << 18),
            ("sampler.cross_attention_freq", sampler.crossAttention, 1_024),
            ("sampler.max_position_embeddings", sampler.positions, 1 << 20),
        ]
        for (name, value, most) in counts where value < 1 || value > most {
            throw failure("\(name) is \(value), not from 1 to \(most)")
        }
        for (name, width, heads) in [
            ("language model", language.width, language.heads),
            ("vision encoder", vision.width, vision.heads),
            ("sampler", sampler.width, sampler.heads),
        ] where !width.isMultiple(of: heads) {
            throw failure("the \(name)'s width \(width) is no multiple of its \(heads) heads")
        }
        guard language.headSize.isMultiple(of: 2) else {
            throw failure("heads of \(language.headSize) elements cannot be rotated in pairs")
        }
        guard vision.side.isMultiple(of: vision.patch) else {
            throw failure("the picture's side is no multiple of the patches'")
        }
        guard (0...4_096).contains(language.adapterRank), language.adapterAlpha.isFinite else {
            throw failure("the rank or alpha of the adapters makes no sense")
        }
        guard language.rotaryBase.isFinite, language.rotaryBase > 0 else {
            throw failure("rope_base is \(language.rotaryBase)")
        }
        for epsilon in [
            language.normEpsilon, vision.epsilon, vision.outputEpsilon, sampler.epsilon,
        ] where !(epsilon >= 0 && epsilon < 1) {
            throw failure("an epsilon is \(epsilon), not from 0 to 1")
        }
        for (name, token) in [
            ("bos_token_id", beginningOfText), ("eos_token_id", endOfText),
        ] + endsOfTurn.map({ ("the end of a turn", $0) })
        where token < 0 || token >= language.vocabularySize {
            throw failure("\(name) is \(token), which the vocabulary does not have")
        }
        // Others are of no effect here, but would be of some there.
        let known: Set = ["q", "k", "v", "o", "ffn"]
        for part in language.adapted.sorted() where !known.contains(part) {
            throw failure("the adapters belong to \(part.prefix(40)), which is not known")
        }
    }
}
