import CZlib

/// Streaming decompression of deflate data with the system's zlib.
final class Inflater {
    enum Format: Int32 {
        /// RFC 1951 without a wrapper, as in zip archives.
        case raw = -15
        /// RFC 1952.
        case gzip = 31
    }

    struct Failure: Error {
        let detail: String
    }

    /// Whether the last block has been seen.
    private(set) var isFinished = false
    private let stream: UnsafeMutablePointer<z_stream>
    private let output = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)

    init(format: Format, name: String) throws(Failure) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let status = inflateInit2_(
            stream, format.rawValue, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard status == Z_OK else { throw Failure(detail: "\(name): no memory to unpack it") }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
        output.deallocate()
    }

    /// Unpacks one chunk of input; bytes after the end of the stream are an error.
    func inflate(
        _ input: UnsafeRawBufferPointer, into body: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        stream.pointee.next_in = UnsafeMutablePointer(
            mutating: input.bindMemory(to: UInt8.self).baseAddress)
        stream.pointee.avail_in = UInt32(input.count)
        while !isFinished {
            stream.pointee.next_out = output.bindMemory(to: UInt8.self).baseAddress
            stream.pointee.avail_out = UInt32(output.count)
            let status = CZlib.inflate(stream, Z_NO_FLUSH)
            // Z_BUF_ERROR only means that this chunk is used up.
            guard status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR else {
                throw Failure(detail: "is not valid deflate data")
            }
            let count = output.count - Int(stream.pointee.avail_out)
            if count > 0 { try body(UnsafeRawBufferPointer(rebasing: output[..<count])) }
            isFinished = status == Z_STREAM_END
            if stream.pointee.avail_in == 0 && count < output.count { break }
        }
        guard stream.pointee.avail_in == 0 else {
            throw Failure(detail: "is followed by bytes that do not belong to it")
        }
    }
}
