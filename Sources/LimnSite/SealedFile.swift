import Foundation
import LimnDigests

#if canImport(Glibc)
    import Glibc
#endif

/// A cache on the disk: bytes behind their own digest, so that a file that was damaged, cut off or
/// written by another program counts as none.
struct SealedFile {
    private let data: Data

    /// What the file has to begin with: the form of the file and the program that wrote it.
    private static func head(_ form: String) -> ByteWriter {
        var writer = ByteWriter()
        writer.add(form)
        writer.add(thisProgram)
        return writer
    }

    private static let thisProgram =
        ContentStamp("/proc/self/exe").map {
            "\($0.bytes) \($0.inode) \($0.modified) \($0.changed)"
        } ?? ""

    /// Reads a file; `nil` where it is not there or not whole.
    init?(_ file: URL) {
        guard let data = try? Data(contentsOf: file, options: .alwaysMapped), data.count > 16,
            data.count < 1 << 32
        else { return nil }
        let isWhole = data.withUnsafeBytes { bytes in
            let body = UnsafeRawBufferPointer(rebasing: bytes[16...])
            var reader = ByteReader(bytes)
            let (high, low) = ContentDigest.half(body)
            return (try? reader.key()) == RenderKey(high: high, low: low)
        }
        guard isWhole else { return nil }
        self.data = data
    }

    /// Reads the contents, if they are of this form and by this program.
    func read<Value>(
        form: String, _ body: (inout ByteReader) throws -> Value
    ) -> Value? {
        data.withUnsafeBytes { bytes in
            var reader = ByteReader(UnsafeRawBufferPointer(rebasing: bytes[16...]))
            guard (try? reader.text()) == form, (try? reader.text()) == Self.thisProgram else {
                return nil
            }
            return try? body(&reader)
        }
    }

    /// Writes a file in the place of the old one. A lost one costs time, never correctness.
    static func write(_ file: URL, form: String, _ body: (inout ByteWriter) -> Void) {
        var writer = head(form)
        body(&writer)
        var digest = ByteWriter()
        digest.add(writer.key)
        try? FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        let beside = file.path + ".new"
        let descriptor = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { return }
        let isWritten = [digest.bytes, writer.bytes].allSatisfy { part in
            part.withUnsafeBytes { bytes in
                var place = 0
                while place < bytes.count, let base = bytes.baseAddress {
                    let count = Glibc.write(descriptor, base + place, bytes.count - place)
                    guard count > 0 else { return false }
                    place += count
                }
                return true
            }
        }
        close(descriptor)
        if isWritten { rename(beside, file.path) } else { unlink(beside) }
    }
}
