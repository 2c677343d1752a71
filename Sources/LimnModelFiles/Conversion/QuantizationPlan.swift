import LimnTensors

/// Which type each tensor of a language model gets, and what of that is not as it was wanted.
public struct QuantizationPlan: Sendable {
    /// Matrices whose rows are no whole number of the wanted type's blocks.
    public struct Fallback: Sendable, Hashable {
        /// The type that they should have had.
        public let wanted: ElementType
        /// The type that they have.
        public let stored: ElementType
        /// The length of their rows.
        public let columns: Int
    }

    /// What was asked for.
    public let target: QuantizationTarget
    private let layers: Int
    private let isTied: Bool

    /// Plans for a model.
    ///
    /// - Parameters:
    ///   - target: How its matrices are to be stored.
    ///   - layers: The number of its layers.
    ///   - isTied: Whether the embeddings give the logits too.
    public init(_ target: QuantizationTarget, layers: Int, isTied: Bool) {
        self.target = target
        self.layers = layers
        self.isTied = isTied
    }

    /// Whether a tensor is stored as the target says: a matrix of weights, not a norm, bias or factor.
    ///
    /// - Parameters:
    ///   - name: Its name in GGUF files.
    ///   - shape: Its dimensions, the one that varies slowest first.
    public func concerns(_ name: String, shape: [Int]) -> Bool {
        shape.count == 2 && name.hasSuffix(".weight") && !name.hasSuffix("_norm.weight")
    }

    /// The type of a matrix that the plan concerns.
    public func type(_ name: String, shape: [Int]) -> ElementType {
        let wanted = target.wanted(name, layers: layers, isTied: isTied)
        return QuantizationTarget.possible(wanted, columns: shape.last ?? 1)
    }

    /// How a matrix that the plan concerns misses what was wanted; `nil` if it does not.
    public func fallback(_ name: String, shape: [Int]) -> Fallback? {
        let wanted = target.wanted(name, layers: layers, isTied: isTied)
        let stored = type(name, shape: shape)
        guard stored != wanted else { return nil }
        return Fallback(wanted: wanted, stored: stored, columns: shape.last ?? 1)
    }

    /// What the new file says of its types, in place of what the old one said.
    public func values(
        replacing values: [(String, GGUFWriter.Value)]
    ) -> [(String, GGUFWriter.Value)] {
        let own: [(String, GGUFWriter.Value)] = [
            ("general.file_type", .integer(target.fileType)),
            // The only version of ggml's layouts that is in use.
            ("general.quantization_version", .integer(2)),
        ]
        return values.filter { value in !own.contains { $0.0 == value.0 } } + own
    }
}
