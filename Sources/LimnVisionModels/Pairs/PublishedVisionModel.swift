import Foundation
import LimnModelFiles
import LimnTensors
import LimnTextModels

/// `config.json` and `preprocessor_config.json` of a model that sees, as the Hugging Face hub has them, so
/// far as they matter. What they do not say is as transformers takes it then.
struct PublishedVisionModel: Sendable {
    /// The kinds of models, by `model_type`.
    enum Kind: String, Sendable {
        case smolVLM = "smolvlm"
        case idefics3
        /// LLaVA 1.5, with CLIP and two matrices.
        case llava
    }

    struct Vision: Decodable {
        let width: Int?
        let inner: Int?
        let layers: Int?
        let heads: Int?
        let side: Int?
        let patch: Int?
        let epsilon: Float?
        let activation: String?

        private enum CodingKeys: String, CodingKey {
            case width = "hidden_size"
            case inner = "intermediate_size"
            case layers = "num_hidden_layers"
            case heads = "num_attention_heads"
            case side = "image_size"
            case patch = "patch_size"
            case epsilon = "layer_norm_eps"
            case activation = "hidden_act"
        }
    }

    private struct Name: Decodable {
        let kind: String?

        private enum CodingKeys: String, CodingKey {
            case kind = "model_type"
        }
    }

    private struct Document: Decodable {
        let kind: String?
        let text: CheckpointConfiguration
        let vision: Vision
        let factor: Int?
        let layer: Layer?
        let selection: String?
        let activation: String?

        private enum CodingKeys: String, CodingKey {
            case kind = "model_type"
            case text = "text_config"
            case vision = "vision_config"
            case factor = "scale_factor"
            case layer = "vision_feature_layer"
            case selection = "vision_feature_select_strategy"
            case activation = "projector_hidden_act"
        }
    }

    /// After which block vectors are taken, counted from 0 for what goes into the first one, or from the
    /// end; `nil` where several are named.
    private struct Layer: Decodable {
        let number: Int?

        init(from decoder: any Decoder) throws {
            number = try? decoder.singleValueContainer().decode(Int.self)
        }
    }

    struct Preprocessor: Decodable {
        struct Edge: Decodable {
            let longest: Int?

            private enum CodingKeys: String, CodingKey {
                case longest = "longest_edge"
            }

            /// A number alone says nothing of a longest edge.
            init(from decoder: any Decoder) throws {
                let values = try? decoder.container(keyedBy: CodingKeys.self)
                longest = try values?.decodeIfPresent(Int.self, forKey: .longest)
            }
        }

        let mean: [Float]?
        let deviation: [Float]?
        let size: Edge?
        let splits: Bool?

        private enum CodingKeys: String, CodingKey {
            case size
            case mean = "image_mean"
            case deviation = "image_std"
            case splits = "do_image_splitting"
        }
    }

    let kind: Kind
    let text: CheckpointConfiguration
    let vision: Vision
    let factor: Int
    /// After how many blocks vectors are taken; `nil` for after all.
    let usedBlocks: Int?
    let preprocessor: Preprocessor

    /// What a folder holds; `nil` if its `config.json` is not that of one of these models.
    ///
    /// - Throws: `ModelFileError` if a file cannot be read or asks for what Limn cannot do.
    init?(_ folder: URL) throws {
        let file = folder.appending(path: "config.json")
        guard let name = try PublishedFile.read(Name.self, file).kind,
            let kind = Kind(rawValue: name)
        else { return nil }
        let document = try PublishedFile.read(Document.self, file)
        self.kind = kind
        text = document.text
        vision = document.vision
        factor = document.factor ?? 2
        preprocessor = try PublishedFile.read(
            Preprocessor.self, folder.appending(path: "preprocessor_config.json"))
        func refuse(_ message: String) -> ModelFileError {
            ModelFileError(
                file: file, message: message,
                remedy: "choose a model of the kind that its makers publish as SmolVLM or LLaVA 1.5"
            )
        }
        usedBlocks = try kind == .llava ? Self.usedBlocks(document, refuse) : nil
        let activations =
            kind == .llava ? ["quick_gelu", "gelu"] : ["gelu_pytorch_tanh"]
        guard text.kind ?? "llama" == "llama", text.hasAttentionBiases != true else {
            throw refuse("the language model is no Llama without biases")
        }
        guard activations.contains(vision.activation ?? activations[0]) else {
            throw refuse("the vision encoder's hidden_act is \(vision.activation ?? "")")
        }
        let counts = [
            ("scale_factor", factor, 64),
            ("vision_config.hidden_size", vision.width ?? 1, 1 << 16),
            ("vision_config.intermediate_size", vision.inner ?? 1, 1 << 18),
            ("vision_config.num_hidden_layers", vision.layers ?? 1, 512),
            ("vision_config.num_attention_heads", vision.heads ?? 1, 512),
            ("vision_config.image_size", vision.side ?? 1, 4_096),
            ("vision_config.patch_size", vision.patch ?? 1, 512),
        ]
        for (name, value, most) in counts where !(1...most).contains(value) {
            throw refuse("\(name) is \(value), not from 1 to \(most)")
        }
    }

    /// LLaVA takes the vectors of patches after the last block but one, without the class token's.
    private static func usedBlocks(
        _ document: Document, _ refuse: (String) -> ModelFileError
    ) throws -> Int {
        guard document.selection ?? "default" == "default" else {
            throw refuse(
                "vision_feature_select_strategy is \((document.selection ?? "").prefix(40)), "
                    + "not default")
        }
        guard document.activation ?? "gelu" == "gelu" else {
            throw refuse(
                "projector_hidden_act is \((document.activation ?? "").prefix(40)), not gelu")
        }
        let blocks = document.vision.layers ?? 12
        guard let number = document.layer.map(\.number) ?? -2 else {
            throw refuse("vision_feature_layer names several layers")
        }
        let used = number < 0 ? blocks + 1 + max(number, -blocks - 1) : number
        guard (1...max(1, blocks)).contains(used) else {
            throw refuse("vision_feature_layer is \(number) of \(blocks) blocks")
        }
        return used
    }
}
