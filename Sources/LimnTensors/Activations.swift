import CLimnKernels
import Foundation

/// The inputs of products with ``PackedMatrix``: one column a token, in the precision that the
/// weights' type is multiplied with.
///
/// Quantised weights are multiplied with inputs of 8 bits, in blocks of 32 or 256 with a float scale
/// each; other weights with floats. In blocks of 256 the four largest elements have 16 bits. Two planes of
/// 8 bits hold about 16 bits of all, at twice the work. The buffer is used again for each operation.
public final class Activations {
    /// The precision of the inputs.
    public enum Precision: Int32, Sendable, CaseIterable {
        /// Floats.
        case float = 0
        /// 8 bits, blocks of 32.
        case blocks32 = 1
        /// 8 bits, blocks of 256.
        case blocks256 = 2

        /// The precision that weights of `elementType` are multiplied with.
        public init(for elementType: ElementType) {
            self = Self(rawValue: limn_activation_kind(Int32(elementType.rawValue))) ?? .float
        }
    }

    /// The precision of the inputs.
    public let precision: Precision

    /// The number of elements in a column.
    public private(set) var length = 0

    /// The number of columns.
    public private(set) var count = 0

    /// Whether two planes hold an element where the precision is 8 bits; counts from the next
    /// ``resize(length:count:)``.
    public var isFine: Bool

    /// How many planes of 8 bits hold an element; 1 for floats.
    public var planes: Int { isFine && precision != .float ? 2 : 1 }

    private var memory: UnsafeMutableRawPointer?
    private var capacity = 0
    private(set) var raw = limn_activations()

    /// Makes an empty buffer; `isFine` for two planes where the precision is 8 bits.
    public init(_ precision: Precision, isFine: Bool = false) {
        self.precision = precision
        self.isFine = isFine
    }

    deinit {
        free(memory)
    }

    /// Makes room for `count` columns of `length` elements; their contents are undefined.
    ///
    /// - Throws: ``TensorError/outOfMemory(_:)``.
    public func resize(length: Int, count: Int) throws {
        let elements = length * count * planes
        let values = (precision == .float ? elements * 4 : elements).roundedUpTo64
        let scales = (elements / (precision == .blocks256 ? 256 : 32) * 4).roundedUpTo64
        let sums = (precision == .blocks256 ? elements / 256 * 12 : elements / 32) * 4
        let outliers =
            precision == .blocks256 && planes == 1 ? elements / 256 * Int(LIMN_OUTLIERS) * 4 : 0
        if values + scales + sums + outliers > capacity || memory == nil {
            free(memory)
            memory = nil
            capacity = values + scales + sums + outliers
            memory = try alignedMemory(capacity, of: 1)
        }
        self.length = length
        self.count = count
        raw = limn_activations(
            kind: precision.rawValue, length: Int64(length), count: Int64(count * planes),
            planes: Int32(planes),
            values: memory?.assumingMemoryBound(to: UInt8.self),
            scales: memory?.advanced(by: values).assumingMemoryBound(to: Float.self),
            sums: memory?.advanced(by: values + scales).assumingMemoryBound(to: Int32.self),
            outliers: outliers == 0
                ? nil
                : memory?.advanced(by: values + scales + sums).assumingMemoryBound(to: Int32.self))
    }

    /// Stores elements `range` of a column; `source` is the column's first element.
    ///
    /// The bounds of `range` are multiples of 256 or the column's ends. Different ranges may be
    /// stored by different threads at once.
    public func store(_ source: UnsafePointer<Float>, range: Range<Int>, column: Int) {
        withUnsafePointer(to: raw) {
            limn_store_activations(
                $0, Int64(column), Int64(range.lowerBound), Int64(range.upperBound), source)
        }
    }

    /// What is done to the gate of a gated product.
    public enum Gate: Int32, Sendable {
        /// `x / (1 + e^-x)`.
        case silu = 0
        /// The Gaussian error linear unit by its approximation with tanh (Hendrycks and Gimpel, 2016).
        case gelu = 1
    }

    /// Stores elements `range` of function(gate) × up; `gate`, `up` and `scratch` point at the column's
    /// first element.
    public func storeGated(
        _ function: Gate, gate: UnsafePointer<Float>, up: UnsafePointer<Float>,
        scratch: UnsafeMutablePointer<Float>, range: Range<Int>, column: Int
    ) {
        withUnsafePointer(to: raw) {
            limn_store_gated(
                $0, function.rawValue, Int64(column), Int64(range.lowerBound),
                Int64(range.upperBound), gate, up, scratch)
        }
    }
}

extension Int {
    fileprivate var roundedUpTo64: Int { (self + 63) & ~63 }
}
