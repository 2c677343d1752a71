/// The dimensions of a tensor, the fastest-varying one first, as GGUF files list them.
///
/// A weight matrix that maps `columns` inputs to `rows` outputs has the shape `[columns, rows]`.
public struct Shape: Sendable, Hashable, CustomStringConvertible {
    /// The dimensions, each at least 1; the first varies fastest in memory.
    public let dimensions: [Int]

    /// The number of elements: the product of the dimensions.
    public let elementCount: Int

    /// Makes a shape, or `nil` if there is no dimension, one is below 1, or their product is too
    /// large to count.
    public init?(_ dimensions: [Int]) {
        guard !dimensions.isEmpty else { return nil }
        var product = 1
        for dimension in dimensions {
            guard dimension >= 1 else { return nil }
            let (next, overflow) = product.multipliedReportingOverflow(by: dimension)
            guard !overflow else { return nil }
            product = next
        }
        self.dimensions = dimensions
        elementCount = product
    }

    /// The length of a row: the first dimension.
    public var columns: Int { dimensions[0] }

    /// The number of rows: the product of all dimensions but the first.
    public var rows: Int { elementCount / dimensions[0] }

    /// Dimensions joined by `×`, such as `1536×256`.
    public var description: String { dimensions.map(String.init).joined(separator: "×") }
}
