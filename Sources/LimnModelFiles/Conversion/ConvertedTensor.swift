import LimnTensors

/// A tensor of a new file, and where it comes from.
public struct ConvertedTensor {
    /// How its elements are read.
    public enum Contents {
        /// Begins to read it; the result gives some of its rows as floats.
        case rows(() throws -> (Range<Int>) throws -> FloatMatrix)
        /// Its bytes, which have the new file's type already.
        case bytes(() throws -> UnsafeRawBufferPointer)
    }

    /// Its name in the new file.
    public let name: String
    /// The dimensions, the one that varies slowest first.
    public let shape: [Int]
    /// How the new file stores it.
    public let type: ElementType
    /// What errors call it: its name where it comes from.
    public let source: String
    let contents: Contents
    let release: () -> Void

    /// Describes a tensor.
    ///
    /// - Parameters:
    ///   - name: Its name in the new file.
    ///   - shape: The dimensions, the one that varies slowest first.
    ///   - type: How the new file stores it; rows are whole numbers of blocks.
    ///   - source: What errors call it.
    ///   - contents: How its elements are read.
    ///   - release: Called when it is written.
    public init(
        name: String, shape: [Int], type: ElementType, source: String, contents: Contents,
        release: @escaping () -> Void
    ) {
        self.name = name
        self.shape = shape
        self.type = type
        self.source = source
        self.contents = contents
        self.release = release
    }

    /// The bytes of its elements in the new file.
    public var byteCount: Int { type.byteCount(of: shape.reduce(1, *)) ?? 0 }
}

extension ConvertedTensor {
    /// A tensor of `weights`.
    ///
    /// - Parameters:
    ///   - source: Its name among `weights`.
    ///   - sourceShape: The shape that it must have there; `shape` if `nil`.
    ///   - name: Its name in the new file.
    ///   - shape: Its dimensions in the new file.
    ///   - type: How the new file stores it.
    ///   - order: Which row of the source each row is, or which element where there is but one row; as
    ///     they are if `nil`.
    ///   - added: What is added to each element.
    public init(
        _ weights: any WeightSource, _ source: String, sourceShape: [Int]? = nil,
        as name: String, shape: [Int], type: ElementType, order: ((Int) -> Int)? = nil,
        adding added: Float = 0
    ) {
        let columns = shape.last ?? 1
        let sourceShape = sourceShape ?? shape
        func values(_ rows: Range<Int>) throws -> [Float] {
            try weights.elements(
                source, shape: sourceShape,
                range: rows.lowerBound * columns..<rows.upperBound * columns)
        }
        self.init(
            name: name, shape: shape, type: type, source: source,
            contents: .rows {
                { rows in
                    var elements: [Float] = []
                    if let order, shape.count == 1 {
                        let all = try weights.floats(source, shape: sourceShape)
                        elements = (0..<columns).map { all[order($0)] }
                    } else if let order {
                        elements.reserveCapacity(rows.count * columns)
                        for row in rows { elements += try values(order(row)..<order(row) + 1) }
                    } else {
                        elements = try values(rows)
                    }
                    if added != 0 { for index in elements.indices { elements[index] += added } }
                    return FloatMatrix(columns: columns, values: elements)
                }
            }, release: { weights.release(source) })
    }
}
