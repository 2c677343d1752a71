import CLimnKernels
import Foundation

/// A weight matrix repacked for fast products: eight rows side by side, in the file's own precision.
///
/// The repacked matrix takes as much memory as in the file, with its rows rounded up to a multiple
/// of eight.
public final class PackedMatrix: @unchecked Sendable {
    /// How the weights are stored.
    public let elementType: ElementType

    /// The number of outputs.
    public let rows: Int

    /// The number of inputs.
    public let columns: Int

    let bytes: UnsafeMutableRawPointer

    /// Whose memory it is, where it is not this matrix's own.
    private let memory: MatrixMemory?

    /// Repacks the matrix stored row by row in `source`.
    ///
    /// - Parameters:
    ///   - source: The rows, as a model file holds them.
    ///   - elementType: How their elements are stored.
    ///   - rows: The number of rows, at least 1.
    ///   - columns: The length of a row, a whole number of blocks.
    ///   - memory: Where the repacked matrix goes; `nil` for memory of its own.
    ///   - pool: The threads that do the work.
    /// - Throws: ``TensorError`` if the dimensions do not match the bytes or memory is short.
    public init(
        _ source: UnsafeRawBufferPointer, elementType: ElementType, rows: Int, columns: Int,
        in memory: MatrixMemory? = nil, pool: WorkerPool
    ) throws {
        guard rows >= 1, columns >= 1, let rowBytes = elementType.byteCount(of: columns),
            source.count / rowBytes == rows, source.count.isMultiple(of: rowBytes),
            let start = source.baseAddress
        else {
            throw TensorError.mismatchedMatrix(
                "\(source.count) bytes are no \(elementType.name) matrix of \(columns)×\(rows)")
        }
        self.elementType = elementType
        self.rows = rows
        self.columns = columns
        let groups = (rows + 7) / 8
        if let memory, let taken = memory.take(groups * 8 * rowBytes) {
            bytes = taken
            self.memory = memory
        } else {
            bytes = try alignedMemory(groups * 8, of: rowBytes)
            self.memory = nil
        }
        let target = Address(raw: bytes)
        let origin = Address(raw: UnsafeMutableRawPointer(mutating: start))
        let chunk = max(1, min(64, groups / (pool.threads * 4)))
        pool.run((groups + chunk - 1) / chunk) { index, _ in
            for group in index * chunk..<min(groups, (index + 1) * chunk) {
                limn_pack_group(
                    Int32(elementType.rawValue), origin.raw + group * 8 * rowBytes, rowBytes,
                    Int32(min(8, rows - group * 8)), Int64(columns),
                    target.raw + group * 8 * rowBytes)
            }
        }
    }

    deinit {
        if memory == nil { free(bytes) }
    }

    /// The bytes that the matrix takes in memory.
    public var byteCount: Int { groups * 8 * (elementType.byteCount(of: columns) ?? 0) }

    /// The number of groups of eight rows.
    var groups: Int { (rows + 7) / 8 }

    private struct Address: @unchecked Sendable {
        let raw: UnsafeMutableRawPointer
    }
}
