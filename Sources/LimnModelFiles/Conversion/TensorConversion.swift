import Foundation
import LimnTensors

/// Writes tensors into a GGUF file, quantised, some rows at a time, so that memory does not grow with the
/// model.
public struct TensorConversion {
    /// The tensors, in the order in which they are written.
    public let items: [ConvertedTensor]
    /// Where they come from, for errors.
    public let location: URL

    /// Describes a conversion of `items`, which come from the file or folder `location`.
    public init(items: [ConvertedTensor], location: URL) {
        self.items = items
        self.location = location
    }

    /// The bytes of all elements in the new file.
    public var byteCount: Int { items.reduce(0) { $0 + $1.byteCount } }

    /// Writes the file.
    ///
    /// - Parameters:
    ///   - file: Where to; a file that is there is replaced once the new one is whole.
    ///   - values: What the file says beside the tensors.
    ///   - pool: The threads that work.
    ///   - progress: Called with the bytes written and those of all elements.
    /// - Throws: ``ModelFileError`` if a weight is no finite number or too large for its type, a file is
    ///   damaged or the disk is full.
    public func write(
        to file: URL, values: [(String, GGUFWriter.Value)], on pool: WorkerPool,
        progress: (Int, Int) -> Void = { _, _ in }
    ) throws {
        let writer = try GGUFWriter(
            file, values: values, tensors: try items.map { try $0.announced(in: file) })
        var written = 0
        for item in items {
            try item.forEachPiece(of: location, on: pool) { bytes in
                try writer.write(bytes)
                written += bytes.count
                progress(written, byteCount)
            }
        }
        try writer.finish()
    }
}
