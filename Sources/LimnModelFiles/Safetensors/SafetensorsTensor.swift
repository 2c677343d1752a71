/// A tensor of a safetensors file: where it lies and what it holds. Its range is known to be within
/// the file.
public struct SafetensorsTensor: Sendable, Hashable {
    /// The name, such as `model.norm.weight`.
    public let name: String

    /// The dimensions, the one that varies slowest first; none for a single number.
    public let shape: [Int]

    /// How the elements are stored, little-endian.
    public let type: SafetensorsType

    /// The first byte of the tensor in the file.
    public let offset: Int

    /// The number of bytes the tensor takes.
    public let byteCount: Int

    /// The product of the dimensions.
    public var elementCount: Int { byteCount / type.size }
}
