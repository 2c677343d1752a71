import Foundation
import LimnModelFiles
import LimnTensors
import LimnTextModels

extension PairImport {
    private var visionSizes:
        (width: Int, inner: Int, blocks: Int, heads: Int, side: Int, patch: Int)
    {
        let v = model.vision
        // CLIP's and SigLIP's sizes in transformers.
        let (width, heads) = model.kind == .llava ? (768, 12) : (1_152, 16)
        return (
            v.width ?? width, v.inner ?? 3_072, v.layers ?? 12, v.heads ?? heads, v.side ?? 224,
            v.patch ?? 32
        )
    }

    func projectorConversion() throws -> TensorConversion {
        let (width, inner, blocks, _, side, patch) = visionSizes
        var items: [ConvertedTensor] = []
        func add(_ source: String, _ name: String, _ shape: [Int]) {
            items.append(
                ConvertedTensor(
                    weights, source, as: name, shape: shape,
                    type: shape.count == 2 && !name.contains("embd")
                        ? vision.type(columns: shape[1], isImportant: true) : .f32))
        }
        func addLayer(_ source: String, _ name: String, _ shape: [Int], hasBias: Bool = true) {
            add(source + ".weight", name + ".weight", shape)
            if hasBias { add(source + ".bias", name + ".bias", [shape[0]]) }
        }
        let from = names.vision
        let isCLIP = model.kind == .llava
        addLayer(
            from + "embeddings.patch_embedding", "v.patch_embd", [width, 3, patch, patch],
            hasBias: !isCLIP)
        let positions = (side / patch) * (side / patch) + (isCLIP ? 1 : 0)
        add(
            from + "embeddings.position_embedding.weight", "v.position_embd.weight",
            [positions, width])
        if isCLIP {
            add(from + "embeddings.class_embedding", "v.class_embd", [width])
            // The name as it is published.
            addLayer(from + "pre_layrnorm", "v.pre_ln", [width])
        } else {
            addLayer(from + "post_layernorm", "v.post_ln", [width])
        }
        for index in 0..<blocks {
            let block = "\(from)encoder.layers.\(index)."
            let to = "v.blk.\(index)."
            addLayer(block + "layer_norm1", to + "ln1", [width])
            addLayer(block + "layer_norm2", to + "ln2", [width])
            for (part, name) in [
                ("q_proj", "attn_q"), ("k_proj", "attn_k"), ("v_proj", "attn_v"),
                ("out_proj", "attn_out"),
            ] {
                addLayer(block + "self_attn." + part, to + name, [width, width])
            }
            addLayer(block + "mlp.fc1", to + "ffn_up", [inner, width])
            addLayer(block + "mlp.fc2", to + "ffn_down", [width, inner])
        }
        if isCLIP {
            for (part, name, inputs) in [
                ("linear_1", "mm.0", width), ("linear_2", "mm.2", model.text.width),
            ] {
                addLayer(
                    names.connector + part, name, [model.text.width, inputs],
                    hasBias: weights.shape(of: names.connector + part + ".bias") != nil)
            }
        } else {
            addLayer(
                names.connector + "modality_projection.proj", "mm.model.fc",
                [model.text.width, width * model.factor * model.factor], hasBias: false)
        }
        return TensorConversion(items: items, location: weights.location)
    }

    func projectorValues() throws -> [(String, GGUFWriter.Value)] {
        let (width, inner, blocks, heads, side, patch) = visionSizes
        let vision = "clip.vision."
        func whole(_ value: Int) -> GGUFWriter.Value { .integer(UInt32(clamping: value)) }
        let preprocessor = model.preprocessor
        let values: [(String, GGUFWriter.Value)] = [
            ("general.architecture", .string(ProjectorConfiguration.architecture)),
            ("general.type", .string("mmproj")), ("clip.has_vision_encoder", .bool(true)),
            (vision + "image_size", whole(side)), (vision + "patch_size", whole(patch)),
            (vision + "embedding_length", whole(width)),
            (vision + "feed_forward_length", whole(inner)), (vision + "block_count", whole(blocks)),
            (vision + "attention.head_count", whole(heads)),
            (vision + "projection_dim", whole(model.text.width)),
        ]
        guard model.kind == .llava else {
            let half: [Float] = [0.5, 0.5, 0.5]
            return values + [
                ("clip.projector_type", .string("idefics3")), ("clip.use_gelu", .bool(true)),
                (vision + "attention.layer_norm_epsilon", .float(model.vision.epsilon ?? 1e-6)),
                (vision + "projector.scale_factor", whole(model.factor)),
                (
                    vision + "preproc_image_size",
                    whole(preprocessor.splits == false ? side : preprocessor.size?.longest ?? side)
                ),
                (vision + "image_mean", .floats(preprocessor.mean ?? half)),
                (vision + "image_std", .floats(preprocessor.deviation ?? half)),
            ]
        }
        let clip = ImagePreprocessor.clip(side: side)
        return values + [
            ("clip.projector_type", .string("mlp")), ("clip.has_llava_projector", .bool(true)),
            ("clip.use_gelu", .bool(model.vision.activation == "gelu")),
            (vision + "attention.layer_norm_epsilon", .float(model.vision.epsilon ?? 1e-5)),
            (vision + "feature_layer", .integers([Int32(clamping: model.usedBlocks ?? blocks)])),
            (vision + "image_mean", .floats(preprocessor.mean ?? clip.mean)),
            (vision + "image_std", .floats(preprocessor.deviation ?? clip.deviation)),
        ]
    }
}
