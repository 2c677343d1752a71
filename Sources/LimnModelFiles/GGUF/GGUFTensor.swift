import LimnTensors

/// A tensor of a GGUF file: where it lies and what it holds. Its range is known to be within the file.
public struct GGUFTensor: Sendable {
    /// The name, such as `blk.0.attn_q.weight`.
    public let name: String

    /// The dimensions, the length of a row first.
    public let shape: Shape

    /// How the elements are stored.
    public let elementType: ElementType

    /// The first byte of the tensor in the file.
    public let offset: Int

    /// The number of bytes the tensor takes.
    public let byteCount: Int
}
