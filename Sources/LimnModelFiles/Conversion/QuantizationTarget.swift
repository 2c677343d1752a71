import LimnTensors

// swift-format-ignore: AlwaysUseLowerCamelCase
/// How the weights of a language model are to be stored: the type of most matrices, and by it those of
/// the others.
///
/// The mixtures are llama.cpp's. The matrix that gives the logits is in 6 bits even where the others have
/// 4; with `q4_k` (Q4_K_M there) so are the value and down projections of every third layer, and of the
/// first and last eighths.
public enum QuantizationTarget: String, Sendable, CaseIterable {
    /// Single precision.
    case f32
    /// Half precision.
    case f16
    /// The upper halves of singles.
    case bf16
    /// 8 bits, 32 values a scale.
    case q8_0
    /// 6 bits, 16 values a scale.
    case q6_k
    /// 4 bits and a minimum, 32 values a scale; 4.8 bits a weight with its exceptions.
    case q4_k
    /// 4 bits, 32 values a scale.
    case q4_0

    /// The type of most matrices.
    public var elementType: ElementType {
        switch self {
        case .f32: .f32
        case .f16: .f16
        case .bf16: .bf16
        case .q8_0: .q8_0
        case .q6_k: .q6_K
        case .q4_k: .q4_K
        case .q4_0: .q4_0
        }
    }

    /// The value of `general.file_type` for such a file (`llama_ftype` in llama.cpp's `llama.h`).
    var fileType: UInt32 {
        switch self {
        case .f32: 0
        case .f16: 1
        case .q4_0: 2
        case .q8_0: 7
        case .q4_k: 15
        case .q6_k: 18
        case .bf16: 32
        }
    }

    /// The type that a matrix should have, whatever the length of its rows.
    ///
    /// - Parameters:
    ///   - name: Its name in GGUF files.
    ///   - layers: The number of the model's layers.
    ///   - isTied: Whether the embeddings give the logits too.
    func wanted(_ name: String, layers: Int, isTied: Bool) -> ElementType {
        guard elementType.isQuantized, self != .q8_0 else { return elementType }
        if name == (isTied ? "token_embd.weight" : "output.weight") { return .q6_K }
        guard self == .q4_k, name.hasPrefix("blk."),
            name.hasSuffix(".attn_v.weight") || name.hasSuffix(".ffn_down.weight"),
            let layer = Int(name.dropFirst(4).prefix { $0 != "." })
        else { return elementType }
        let eighth = layers / 8
        let matters = layer < eighth || layer >= 7 * layers / 8 || (layer - eighth) % 3 == 2
        return matters ? .q6_K : elementType
    }

    /// The type that comes nearest to `wanted` for rows of so many elements: llama.cpp's choice.
    static func possible(_ wanted: ElementType, columns: Int) -> ElementType {
        let chain: [ElementType] =
            switch wanted {
            case .q4_K: [.q4_K, .q5_0, .f16]
            case .q6_K: [.q6_K, .q8_0, .f16]
            default: [wanted, .f16]
            }
        return chain.first { columns.isMultiple(of: $0.blockLength) } ?? .f16
    }
}
