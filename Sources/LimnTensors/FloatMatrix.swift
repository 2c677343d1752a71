/// Rows of floats: what layers in single precision take and give.
public struct FloatMatrix: Sendable, Hashable {
    /// The length of a row.
    public let columns: Int

    /// The elements, row by row.
    public var values: [Float]

    /// The number of rows.
    public var rows: Int { columns == 0 ? 0 : values.count / columns }

    /// A matrix of these rows; `values` must be a whole number of them.
    public init(columns: Int, values: [Float]) {
        precondition(columns > 0 && values.count.isMultiple(of: columns))
        self.columns = columns
        self.values = values
    }

    /// A matrix of zeros.
    public init(rows: Int, columns: Int) {
        self.init(columns: columns, values: [Float](repeating: 0, count: rows * columns))
    }

    /// One row.
    public subscript(row: Int) -> ArraySlice<Float> {
        values[row * columns..<(row + 1) * columns]
    }

    /// Puts the rows of another matrix of the same width behind these.
    public mutating func append(_ other: FloatMatrix) {
        precondition(other.columns == columns)
        values += other.values
    }

    /// Some of the rows.
    public func rows(_ range: Range<Int>) -> FloatMatrix {
        FloatMatrix(
            columns: columns,
            values: Array(values[range.lowerBound * columns..<range.upperBound * columns]))
    }

    /// Adds a matrix of the same size, element by element.
    public static func += (left: inout FloatMatrix, right: FloatMatrix) {
        precondition(left.values.count == right.values.count && left.columns == right.columns)
        for index in left.values.indices { left.values[index] += right.values[index] }
    }

    /// The matrix with every row replaced by what `body` writes for it.
    ///
    /// - Parameter body: Gets the row's elements and where to write as many.
    public func mapRows(
        _ body: (UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void
    ) -> FloatMatrix {
        let result = [Float](unsafeUninitializedCapacity: values.count) { target, initialized in
            values.withUnsafeBufferPointer { source in
                guard let from = source.baseAddress, let to = target.baseAddress else { return }
                for row in 0..<rows { body(from + row * columns, to + row * columns) }
            }
            initialized = values.count
        }
        return FloatMatrix(columns: columns, values: result)
    }

    /// The same with the rows shared out among threads; `body` must not depend on which does which.
    public func mapRows(
        on pool: WorkerPool,
        _ body: (UnsafePointer<Float>, UnsafeMutablePointer<Float>) -> Void
    ) -> FloatMatrix {
        let result = [Float](unsafeUninitializedCapacity: values.count) { target, initialized in
            values.withUnsafeBufferPointer { source in
                guard let from = source.baseAddress, let to = target.baseAddress else { return }
                pool.run(rows) { row, _ in body(from + row * columns, to + row * columns) }
            }
            initialized = values.count
        }
        return FloatMatrix(columns: columns, values: result)
    }
}
