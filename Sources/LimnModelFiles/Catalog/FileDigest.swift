import Crypto
import Foundation

/// The SHA-256 of files, read in chunks so that memory stays small.
public enum FileDigest {
    /// SHA-256 of a file's content in lower-case hexadecimal.
    /// - Parameter progress: called with the number of bytes read so far.
    /// - Throws: the error of opening or reading the file.
    public static func sha256(of url: URL, progress: (UInt64) -> Void = { _ in }) throws -> String {
        let handle = try FileHandle(forReadingFrom: url)
        defer { try? handle.close() }
        var digest = StreamingDigest()
        var count: UInt64 = 0
        while let chunk = try handle.read(upToCount: 4 << 20), !chunk.isEmpty {
            chunk.withUnsafeBytes { digest.update($0) }
            count += UInt64(chunk.count)
            progress(count)
        }
        return digest.finish()
    }
}

/// A SHA-256 over bytes that arrive in chunks.
struct StreamingDigest {
    private var hash = SHA256()

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        hash.update(bufferPointer: bytes)
    }

    func finish() -> String {
        hash.finalize().map { byte in
            let text = String(byte, radix: 16)
            return byte < 16 ? "0" + text : text
        }.joined()
    }
}
