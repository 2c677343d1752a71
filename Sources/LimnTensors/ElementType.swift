// swift-format-ignore: AlwaysUseLowerCamelCase
/// How the numbers of a tensor are stored: the element types of GGUF files that Limn reads.
///
/// Quantised types store a row as blocks of ``blockLength`` elements, ``bytesPerBlock`` bytes each.
/// The layouts are ggml's (`ggml-common.h`); raw values are the type numbers of the GGUF format.
public enum ElementType: UInt32, Sendable, CaseIterable {
    /// IEEE 754 single precision.
    case f32 = 0
    /// IEEE 754 half precision.
    case f16 = 1
    /// 32 values of 4 bits and a scale; the values are centred on 8.
    case q4_0 = 2
    /// 32 values of 4 bits, a scale and a minimum.
    case q4_1 = 3
    /// 32 values of 5 bits and a scale; the values are centred on 16.
    case q5_0 = 6
    /// 32 values of 5 bits, a scale and a minimum.
    case q5_1 = 7
    /// 32 values of 8 bits and a scale.
    case q8_0 = 8
    /// 256 values of 4 bits in eight groups, each with a 6-bit scale and minimum.
    case q4_K = 12
    /// 256 values of 5 bits in eight groups, each with a 6-bit scale and minimum.
    case q5_K = 13
    /// 256 values of 6 bits in sixteen groups, each with an 8-bit scale.
    case q6_K = 14
    /// The upper half of an IEEE 754 single.
    case bf16 = 30

    /// The number of elements in a block; 1 for types that are not quantised.
    public var blockLength: Int {
        switch self {
        case .f32, .f16, .bf16: 1
        case .q4_0, .q4_1, .q5_0, .q5_1, .q8_0: 32
        case .q4_K, .q5_K, .q6_K: 256
        }
    }

    /// The number of bytes a block takes.
    public var bytesPerBlock: Int {
        switch self {
        case .f32: 4
        case .f16, .bf16: 2
        case .q4_0: 18
        case .q4_1: 20
        case .q5_0: 22
        case .q5_1: 24
        case .q8_0: 34
        case .q4_K: 144
        case .q5_K: 176
        case .q6_K: 210
        }
    }

    /// The name that ggml and the GGUF format give the type, such as `Q4_K`.
    public var name: String {
        switch self {
        case .f32: "F32"
        case .f16: "F16"
        case .bf16: "BF16"
        case .q4_0: "Q4_0"
        case .q4_1: "Q4_1"
        case .q5_0: "Q5_0"
        case .q5_1: "Q5_1"
        case .q8_0: "Q8_0"
        case .q4_K: "Q4_K"
        case .q5_K: "Q5_K"
        case .q6_K: "Q6_K"
        }
    }

    /// Whether the elements are stored in blocks.
    public var isQuantized: Bool { blockLength > 1 }

    /// The bytes that `count` elements take, or `nil` if `count` is negative, not a whole number of
    /// blocks, or too large to count.
    public func byteCount(of count: Int) -> Int? {
        guard count >= 0, count.isMultiple(of: blockLength) else { return nil }
        let (bytes, overflow) = (count / blockLength).multipliedReportingOverflow(by: bytesPerBlock)
        return overflow ? nil : bytes
    }
}
