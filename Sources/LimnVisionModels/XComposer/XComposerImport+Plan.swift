import Foundation
import LimnModelFiles
import LimnTensors
import LimnTextModels

extension XComposerImport.Plan {
    /// What becomes of a tensor of the checkpoint; `nil` if nothing does.
    init?(
        _ source: String, shape: [Int], among all: [String: [Int]],
        language: WeightPrecision, vision: WeightPrecision
    ) {
        self.source = source
        self.shape = shape
        guard source.hasPrefix(XComposerTensors.languagePrefix) else {
            // Stored in the checkpoint and not used.
            guard !source.hasSuffix("position_ids") else { return nil }
            name = source
            let isMatrix = source.hasSuffix(".weight") && shape.count == 2
            type = isMatrix ? vision.type(columns: shape[1], isImportant: true) : .f32
            adapter = nil
            return
        }
        let official = String(source.dropFirst(XComposerTensors.languagePrefix.count))
        guard let known = InternLMNames.name(ofLanguageTensor: official) else { return nil }
        name = known
        let isImportant = ["output.", "attn_v.", "ffn_down."].contains { known.contains($0) }
        type =
            shape.count == 2
            ? language.type(columns: shape[1], isImportant: isImportant) : .f32
        let layer = source.hasSuffix(".weight") ? String(source.dropLast(".weight".count)) : source
        let names = (down: layer + ".lora_A.weight", up: layer + ".lora_B.weight")
        adapter = all[names.down] != nil ? names : nil
    }
}

extension XComposerImport {
    /// What the new file says beside its tensors.
    func values() throws -> [(String, GGUFWriter.Value)] {
        let c = configuration.language
        let prefix = InternLMNames.architecture
        let values: [(String, GGUFWriter.Value)] = [
            ("general.architecture", .string(prefix)),
            ("general.name", .string("InternLM-XComposer")),
            (XComposerConfiguration.key, .string(try configuration.encoded())),
            ("\(prefix).block_count", .integer(UInt32(c.layers))),
            ("\(prefix).embedding_length", .integer(UInt32(c.width))),
            ("\(prefix).feed_forward_length", .integer(UInt32(c.feedForwardWidth))),
            ("\(prefix).attention.head_count", .integer(UInt32(c.heads))),
            ("\(prefix).attention.head_count_kv", .integer(UInt32(c.heads))),
            ("\(prefix).attention.layer_norm_rms_epsilon", .float(c.normEpsilon)),
            ("\(prefix).rope.freq_base", .float(Float(c.rotaryBase))),
            ("\(prefix).context_length", .integer(UInt32(Self.contextLength))),
        ]
        return values + (tokenizer.map(InternLMTokenizer.values(of:)) ?? [])
    }

    /// The positions that the model was trained with.
    private static let contextLength = 2_048
}
