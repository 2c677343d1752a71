import Foundation
import LimnTensors

extension ConvertedTensor {
    /// How many elements are in memory at once.
    private static let chunk = 1 << 22

    /// The tensor as the new file's directory describes it.
    ///
    /// - Throws: ``ModelFileError`` if it has no elements.
    func announced(in file: URL) throws -> GGUFWriter.Tensor {
        guard let shape = Shape(shape.reversed()) else {
            throw ModelFileError(file: file, message: "the tensor \(source) has no elements")
        }
        return GGUFWriter.Tensor(name, shape: shape, elementType: type)
    }

    /// Calls `body` with the bytes of the new file, some rows at a time, and releases the source.
    ///
    /// - Throws: ``ModelFileError`` if an element is no finite number, and what reading throws.
    func forEachPiece(
        of location: URL, on pool: WorkerPool, _ body: ([UInt8]) throws -> Void
    ) throws {
        let columns = shape.last ?? 1
        let rows = shape.dropLast().reduce(1, *)
        let step = max(1, Self.chunk / columns)
        switch contents {
        case .bytes(let read):
            let bytes = try read()
            for start in stride(from: 0, to: bytes.count, by: Self.chunk) {
                try body(Array(bytes[start..<min(start + Self.chunk, bytes.count)]))
            }
        case .rows(let open):
            let read = try open()
            for first in stride(from: 0, to: rows, by: step) {
                try body(
                    try encoded(try read(first..<min(first + step, rows)), of: location, on: pool))
            }
        }
        release()
    }

    private func encoded(
        _ part: FloatMatrix, of location: URL, on pool: WorkerPool
    ) throws -> [UInt8] {
        let rowBytes = type.byteCount(of: part.columns) ?? 0
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
                        guard let bytes = TransformerOperations.quantize(line, as: type) else {
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
                message: "the tensor \(source) holds what is no finite number, or one too large "
                    + "for \(type.name)",
                remedy: "download it again, it may be damaged, or store it as f32")
        }
        return bytes
    }
}
