import CZlib
import Foundation

/// Unpacks small gzip files (RFC 1952).
enum GzipReader {
    /// The unpacked content.
    /// - Parameter limit: the largest length to unpack; more is an error, so that a bomb stays small.
    /// - Throws: `LibraryError` if the data is damaged or too long.
    static func unpack(_ data: Data, name: String, limit: Int) throws -> [UInt8] {
        var stream = z_stream()
        guard
            inflateInit2_(&stream, 31, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
        else { throw damaged(name, "there is no memory to unpack it") }
        defer { inflateEnd(&stream) }
        var output: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 18)
        var status = Z_OK
        try data.withUnsafeBytes { (input: UnsafeRawBufferPointer) in
            guard let count = UInt32(exactly: input.count) else {
                throw damaged(name, "it is too long")
            }
            stream.next_in = UnsafeMutablePointer(
                mutating: input.bindMemory(to: UInt8.self).baseAddress)
            stream.avail_in = count
            while status == Z_OK {
                let written = chunk.withUnsafeMutableBufferPointer { buffer -> Int in
                    stream.next_out = buffer.baseAddress
                    stream.avail_out = UInt32(buffer.count)
                    status = inflate(&stream, Z_NO_FLUSH)
                    return buffer.count - Int(stream.avail_out)
                }
                output += chunk[..<written]
                guard output.count <= limit else { throw damaged(name, "it is too long") }
            }
        }
        guard status == Z_STREAM_END else { throw damaged(name, "it is damaged or cut off") }
        return output
    }

    private static func damaged(_ name: String, _ detail: String) -> LibraryError {
        LibraryError(
            message: "\(name) cannot be unpacked: \(detail)", remedy: "Fetch it again.")
    }
}
