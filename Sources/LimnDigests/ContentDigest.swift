import COpenSSL
import Foundation

/// The SHA-256 (FIPS 180-4) of content that arrives in pieces.
///
/// ```swift
/// var digest = ContentDigest()
/// digest.update(Data("abc".utf8))
/// digest.finish()  // "ba7816bf…"
/// ```
/// libcrypto computes it, with the machine's SHA instructions where it has them.
public struct ContentDigest: ~Copyable {
    private var context = SHA256_CTX()

    /// Starts with nothing.
    public init() { SHA256_Init(&context) }

    /// Adds bytes.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        SHA256_Update(&context, bytes.baseAddress, bytes.count)
    }

    /// Adds bytes.
    public mutating func update(_ data: Data) {
        data.withUnsafeBytes { update($0) }
    }

    /// The digest, 32 bytes, as 64 lower-case hexadecimal digits.
    public consuming func finish() -> String {
        var bytes = [UInt8](repeating: 0, count: 32)
        SHA256_Final(&bytes, &context)
        return String(
            decoding: bytes.flatMap { [Self.digits[Int($0 >> 4)], Self.digits[Int($0 & 15)]] },
            as: UTF8.self)
    }

    /// The first half of the SHA-256 of bytes at hand, as two numbers: for keys in tables.
    public static func half(_ bytes: UnsafeRawBufferPointer) -> (UInt64, UInt64) {
        withUnsafeTemporaryAllocation(byteCount: 32, alignment: 8) { digest in
            var context = SHA256_CTX()
            SHA256_Init(&context)
            SHA256_Update(&context, bytes.baseAddress, bytes.count)
            SHA256_Final(digest.baseAddress?.assumingMemoryBound(to: UInt8.self), &context)
            return (
                UInt64(bigEndian: digest.load(as: UInt64.self)),
                UInt64(bigEndian: digest.load(fromByteOffset: 8, as: UInt64.self))
            )
        }
    }

    private static let digits = Array("0123456789abcdef".utf8)

    /// The SHA-256 of bytes at hand, as 64 lower-case hexadecimal digits.
    public static func sha256(_ data: Data) -> String {
        var digest = ContentDigest()
        digest.update(data)
        return digest.finish()
    }

    /// The SHA-256 of a text's UTF-8, as 64 lower-case hexadecimal digits.
    public static func sha256(_ text: String) -> String { sha256(Data(text.utf8)) }

    /// The SHA-256 of a file, read in pieces so that memory stays small.
    ///
    /// - Parameter progress: called with the number of bytes read so far
    /// - Throws: the error of opening or reading the file
    public static func sha256(
        of file: URL, progress: (UInt64) -> Void = { _ in }
    ) throws -> String {
        let handle = try FileHandle(forReadingFrom: file)
        defer { try? handle.close() }
        var digest = ContentDigest()
        var count: UInt64 = 0
        while let piece = try handle.read(upToCount: 4 << 20), !piece.isEmpty {
            digest.update(piece)
            count += UInt64(piece.count)
            progress(count)
        }
        return digest.finish()
    }

    /// The hash under which git keeps a file's content, 40 lower-case hexadecimal digits: the SHA-1 of
    /// `blob LENGTH`, a zero byte and the content.
    ///
    /// - Throws: the error of reading the file
    public static func gitBlob(of file: URL) throws -> String {
        let content = try Data(contentsOf: file, options: .mappedIfSafe)
        let whole = Data("blob \(content.count)\0".utf8) + content
        var bytes = [UInt8](repeating: 0, count: 20)
        whole.withUnsafeBytes { data in
            var context = SHA_CTX()
            SHA1_Init(&context)
            SHA1_Update(&context, data.baseAddress, data.count)
            SHA1_Final(&bytes, &context)
        }
        return String(
            decoding: bytes.flatMap { [Self.digits[Int($0 >> 4)], Self.digits[Int($0 & 15)]] },
            as: UTF8.self)
    }
}
