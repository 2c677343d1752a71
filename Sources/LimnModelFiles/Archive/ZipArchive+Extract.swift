import CZlib
import Foundation

extension ZipArchive {
    /// Unpacks a member in chunks of at most one mebibyte.
    ///
    /// The chunks are handed over before the CRC-32 of the whole is known, so a caller keeps its
    /// output aside until this returns.
    /// - Parameters:
    ///   - member: a member of this archive.
    ///   - limit: the largest unpacked length to accept, in bytes.
    ///   - body: receives the unpacked bytes in order; the buffer is valid only during the call.
    /// - Throws: `ZipError` if the member is encrypted, larger than `limit`, damaged or not as
    ///   long as it claims; and whatever `body` throws.
    public func extract(
        _ member: ZipMember, limit: UInt64 = .max,
        into body: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        guard !member.isEncrypted else {
            throw ZipError(
                reason: .unsupported, path: file.path, detail: "has \(member.name) encrypted")
        }
        guard member.uncompressedSize <= limit else {
            throw ZipError(
                reason: .tooLarge, path: file.path,
                detail: "has \(member.uncompressedSize) bytes of \(member.name), where at most "
                    + "\(limit) are expected")
        }
        let start = try dataOffset(of: member)
        var check = MemberCheck(member: member, path: file.path)
        switch member.compression {
        case .stored:
            try readChunks(from: start, count: member.compressedSize) { chunk in
                try check.add(chunk)
                try body(chunk)
            }
        case .deflate:
            let inflater = try Inflater(format: .raw, name: "\(file.path): \(member.name)")
            try readChunks(from: start, count: member.compressedSize) { chunk in
                guard !inflater.isFinished else {
                    throw check.damaged("is followed by bytes that do not belong to it")
                }
                do {
                    try inflater.inflate(chunk) { unpacked in
                        try check.add(unpacked)
                        try body(unpacked)
                    }
                } catch let error as Inflater.Failure {
                    throw check.damaged(error.detail)
                }
            }
            guard inflater.isFinished else { throw check.damaged("ends before its last block") }
        }
        try check.finish()
    }

    private func readChunks(
        from start: UInt64, count: UInt64, _ body: (UnsafeRawBufferPointer) throws -> Void
    ) throws {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
        defer { buffer.deallocate() }
        var offset: UInt64 = 0
        while offset < count {
            let length = Int(min(UInt64(buffer.count), count - offset))
            let chunk = UnsafeMutableRawBufferPointer(rebasing: buffer[..<length])
            try file.read(into: chunk, at: start + offset)
            try body(UnsafeRawBufferPointer(chunk))
            offset += UInt64(length)
        }
    }
}

/// Compares what comes out of a member with what the directory says about it.
private struct MemberCheck {
    let member: ZipMember
    let path: String
    private var length: UInt64 = 0
    private var crc: UInt = 0

    init(member: ZipMember, path: String) {
        self.member = member
        self.path = path
    }

    mutating func add(_ bytes: UnsafeRawBufferPointer) throws(ZipError) {
        length += UInt64(bytes.count)
        guard length <= member.uncompressedSize else {
            throw damaged("is longer than the \(member.uncompressedSize) bytes it claims")
        }
        crc = CZlib.crc32_z(crc, bytes.bindMemory(to: UInt8.self).baseAddress, bytes.count)
    }

    func finish() throws(ZipError) {
        guard length == member.uncompressedSize else {
            throw damaged("has \(length) bytes and claims \(member.uncompressedSize)")
        }
        guard crc == UInt(member.crc32) else { throw damaged("does not match its CRC-32") }
    }

    func damaged(_ detail: String) -> ZipError {
        ZipError(reason: .damagedMember, path: path, detail: "\(member.name) \(detail)")
    }
}
