import Foundation
import LimnModelFiles

/// `config.json` of a model with a tower for pictures and one for texts, as the Hugging Face hub has them,
/// so far as it matters. What it does not say is as transformers takes it then.
struct TwoTowerConfiguration: Sendable {
    /// The kinds of models, by `model_type`.
    enum Kind: String, Sendable {
        /// Radford and others, 2021.
        case clip
        /// Zhai and others, 2023.
        case siglip
        /// Yang and others, 2022: CLIP's pictures, BERT's texts.
        case chineseCLIP = "chinese_clip"
    }

    /// The sizes of one tower.
    struct Tower: Sendable {
        let width: Int
        let inner: Int
        let blocks: Int
        let heads: Int
        let epsilon: Float
        let activation: BlockActivation
    }

    let kind: Kind
    let vision: Tower
    let side: Int
    let patch: Int
    let text: Tower
    let vocabularySize: Int
    let positions: Int
    /// The rows of BERT's table of segments.
    let segments: Int
    /// The length of the vectors that are compared.
    let outputs: Int

    /// The patches along a side.
    var along: Int { side / patch }

    /// What a folder holds; `nil` if its `config.json` is not that of one of these models.
    ///
    /// - Throws: `ModelFileError` if a file cannot be read or asks for what Limn cannot do.
    init?(_ folder: URL) throws {
        let file = folder.appending(path: "config.json")
        guard FileManager.default.fileExists(atPath: file.path),
            let name = try PublishedFile.read(Name.self, file).kind,
            let kind = Kind(rawValue: name)
        else { return nil }
        let document = try PublishedFile.read(Document.self, file)
        let text = document.text ?? Part()
        let vision = document.vision ?? Part()
        func count(_ key: String, _ value: Int?, _ standard: Int, most: Int) throws -> Int {
            let number = value ?? standard
            guard (1...most).contains(number) else {
                throw Self.refusal(file, "\(key) is \(number), not from 1 to \(most)")
            }
            return number
        }
        func tower(_ part: Part, _ name: String, _ standard: Standard) throws -> Tower {
            let width = try count(
                name + ".hidden_size", part.width, standard.width, most: 1 << 14)
            let heads = try count(
                name + ".num_attention_heads", part.heads, standard.heads, most: 512)
            let curve = part.activation ?? standard.activation
            guard let activation = BlockActivation(published: curve) else {
                throw Self.refusal(file, "\(name).hidden_act is \(curve.prefix(40))")
            }
            let epsilon = part.epsilon ?? standard.epsilon
            guard width.isMultiple(of: heads), epsilon >= 0, epsilon < 1 else {
                throw Self.refusal(file, "the sizes of \(name) do not fit together")
            }
            return Tower(
                width: width,
                inner: try count(
                    name + ".intermediate_size", part.inner, standard.width * 4, most: 1 << 16),
                blocks: try count(
                    name + ".num_hidden_layers", part.blocks, 12, most: 512),
                heads: heads, epsilon: epsilon, activation: activation)
        }
        self.kind = kind
        self.vision = try tower(vision, "vision_config", .vision(kind))
        self.text = try tower(text, "text_config", .text(kind))
        side = try count("vision_config.image_size", vision.side, 224, most: 4_096)
        patch = try count(
            "vision_config.patch_size", vision.patch, kind == .siglip ? 16 : 32, most: side)
        vocabularySize = try count(
            "text_config.vocab_size", text.vocabularySize, Standard.vocabulary(kind), most: 1 << 22)
        positions = try count(
            "text_config.max_position_embeddings", text.positions, Standard.positions(kind),
            most: 1 << 16)
        segments = try count(
            "text_config.type_vocab_size", text.segments, 2, most: 1_024)
        // As long as rows of 8-bit numbers can be for exact sums.
        outputs =
            try kind == .siglip
            ? count("text_config.projection_size", text.projection, self.text.width, most: 2_000)
            : count("projection_dim", document.projection, 512, most: 2_000)
        guard positions >= 2, kind != .siglip || outputs == self.vision.width else {
            throw Self.refusal(file, "the two towers' vectors are of different lengths")
        }
    }

    private static func refusal(_ file: URL, _ message: String) -> ModelFileError {
        ModelFileError(
            file: file, message: message,
            remedy: "choose a CLIP, SigLIP or Chinese-CLIP as its makers publish it")
    }

    /// What transformers takes for numbers that are not given.
    private struct Standard {
        let width: Int
        let heads: Int
        let epsilon: Float
        let activation: String

        static func vision(_ kind: Kind) -> Standard {
            kind == .siglip
                ? Standard(width: 768, heads: 12, epsilon: 1e-6, activation: "gelu_pytorch_tanh")
                : Standard(width: 768, heads: 12, epsilon: 1e-5, activation: "quick_gelu")
        }

        static func text(_ kind: Kind) -> Standard {
            switch kind {
            case .clip: Standard(width: 512, heads: 8, epsilon: 1e-5, activation: "quick_gelu")
            case .siglip:
                Standard(width: 768, heads: 12, epsilon: 1e-6, activation: "gelu_pytorch_tanh")
            case .chineseCLIP: Standard(width: 768, heads: 12, epsilon: 1e-12, activation: "gelu")
            }
        }

        static func vocabulary(_ kind: Kind) -> Int {
            switch kind {
            case .clip: 49_408
            case .siglip: 32_000
            case .chineseCLIP: 30_522
            }
        }

        static func positions(_ kind: Kind) -> Int {
            switch kind {
            case .clip: 77
            case .siglip: 64
            case .chineseCLIP: 512
            }
        }
    }

    private struct Name: Decodable {
        let kind: String?

        private enum CodingKeys: String, CodingKey { case kind = "model_type" }
    }

    private struct Document: Decodable {
        let text: Part?
        let vision: Part?
        let projection: Int?

        private enum CodingKeys: String, CodingKey {
            case text = "text_config"
            case vision = "vision_config"
            case projection = "projection_dim"
        }
    }

    private struct Part: Decodable {
        var width: Int?
        var inner: Int?
        var blocks: Int?
        var heads: Int?
        var epsilon: Float?
        var activation: String?
        var side: Int?
        var patch: Int?
        var vocabularySize: Int?
        var positions: Int?
        var segments: Int?
        var projection: Int?

        private enum CodingKeys: String, CodingKey {
            case width = "hidden_size"
            case inner = "intermediate_size"
            case blocks = "num_hidden_layers"
            case heads = "num_attention_heads"
            case epsilon = "layer_norm_eps"
            case activation = "hidden_act"
            case side = "image_size"
            case patch = "patch_size"
            case vocabularySize = "vocab_size"
            case positions = "max_position_embeddings"
            case segments = "type_vocab_size"
            case projection = "projection_size"
        }
    }
}
