import Foundation
import LimnModelFiles
import LimnTensors

/// Writes tensors into a GGUF file, quantised, some rows at a time, so that memory does not grow with the
/// model.
struct TensorConversion {
    /// A tensor of the new file, and where it comes from.
    struct Item {
        let name: String
        /// The dimensions, the one that varies slowest first.
        let shape: [Int]
        let type: ElementType
        /// What errors call it.
        let source: String
        /// Begins to read it; the result gives rows.
        let open: () throws -> (Range<Int>) throws -> FloatMatrix
        /// Called when it is written.
        let release: () -> Void

        var byteCount: Int { type.byteCount(of: shape.reduce(1, *)) ?? 0 }
    }

    /// The tensors, in the order in which they are written.
    let items: [Item]
    /// Where they come from, for errors.
    let location: URL

    /// How many elements are in memory at once.
    private static let chunk = 1 << 22

    /// The bytes of all elements in the new file.
    var byteCount: Int { items.reduce(0) { $0 + $1.byteCount } }

    /// Writes the file.
    ///
    /// - Parameters:
    ///   - file: Where to; a file that is there is replaced once the new one is whole.
    ///   - values: What the file says beside the tensors.
    ///   - pool: The threads that work.
    ///   - progress: Called with the bytes written and those of all elements.
    /// - Throws: `ModelFileError` if a weight is no finite number, a file is damaged or the disk is full.
    func write(
        to file: URL, values: [(String, GGUFWriter.Value)], on pool: WorkerPool,
        progress: (Int, Int) -> Void
    ) throws {
        let writer = try GGUFWriter(
            file, values: values, tensors: try items.map { try $0.tensor(in: file) })
        var written = 0
        for item in items {
            let columns = item.shape.last ?? 1
            let rows = item.shape.dropLast().reduce(1, *)
            let read = try item.open()
            let step = max(1, Self.chunk / columns)
            for first in stride(from: 0, to: rows, by: step) {
                let bytes = try quantized(
                    try read(first..<min(first + step, rows)), item, on: pool)
                try writer.write(bytes)
                written += bytes.count
                progress(written, byteCount)
            }
            item.release()
        }
        try writer.finish()
    }

    private func quantized(
        _ part: FloatMatrix, _ item: Item, on pool: WorkerPool
    ) throws -> [UInt8] {
        let rowBytes = item.type.byteCount(of: part.columns) ?? 0
        // One number a row, so that no two threads write the same.
        var failures = [UInt8](repeating: 0, count: part.rows)
        let bytes = [UInt8](unsafeUninitializedCapacity: part.rows * rowBytes) {
            target, initialized in
            part.values.withUnsafeBufferPointer { source in
                failures.withUnsafeMutableBufferPointer { failures in
                    guard let start = failures.baseAddress, let target = target.baseAddress else {
                        return
                    }
                    pool.run(part.rows) { row, _ in
                        let line = UnsafeBufferPointer(
                            rebasing: source[row * part.columns..<(row + 1) * part.columns])
                        guard let bytes = TransformerOperations.quantize(line, as: item.type) else {
                            start[row] = 1
                            return
                        }
                        (target + row * rowBytes).initialize(from: bytes, count: rowBytes)
                    }
                }
            }
            initialized = failures.contains(1) ? 0 : part.rows * rowBytes
        }
        guard !failures.contains(1) else {
            throw ModelFileError(
                file: location,
                message: "the tensor \(item.source) holds what is no finite number",
                remedy: "download the folder again, it may be damaged")
        }
        return bytes
    }
}

extension TensorConversion.Item {
    /// The tensor as the new file describes it.
    fileprivate func tensor(in file: URL) throws -> GGUFWriter.Tensor {
        guard let shape = Shape(shape.reversed()) else {
            throw ModelFileError(file: file, message: "the tensor \(source) has no elements")
        }
        return GGUFWriter.Tensor(name, shape: shape, elementType: type)
    }

    /// A tensor that is taken over as it is.
    ///
    /// - Parameters:
    ///   - source: Its name among `weights`.
    ///   - name: Its name in the new file.
    ///   - order: Which row of the source each row is; as they are if `nil`.
    init(
        _ weights: any WeightSource, _ source: String, as name: String, shape: [Int],
        type: ElementType, order: ((Int) -> Int)? = nil
    ) {
        let columns = shape.last ?? 1
        self.init(
            name: name, shape: shape, type: type, source: source,
            open: {
                guard let order else {
                    return { rows in
                        FloatMatrix(
                            columns: columns,
                            values: try weights.elements(
                                source, shape: shape,
                                range: rows.lowerBound * columns..<rows.upperBound * columns))
                    }
                }
                let whole = FloatMatrix(
                    columns: columns, values: try weights.floats(source, shape: shape))
                return { rows in
                    FloatMatrix(columns: columns, values: rows.flatMap { whole[order($0)] })
                }
            }, release: { weights.release(source) })
    }
}
