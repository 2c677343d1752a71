/// The central directory of a zip archive: found from the end of the file, checked, and parsed.
struct ZipDirectory {
    /// Where the directory begins; no member's bytes may reach beyond it.
    private(set) var offset: UInt64
    private var size: UInt64
    private var count: UInt64
    private let file: RandomAccessFile

    init(file: RandomAccessFile) throws(ZipError) {
        self.file = file
        // The end record is 22 bytes and a comment of at most 65,535 (APPNOTE 4.3.16).
        let tailLength = Int(min(file.size, 22 + 65_535))
        let tailStart = file.size - UInt64(tailLength)
        let tail = LittleEndianBytes(
            try file.bytes(at: tailStart, count: tailLength, what: "end record"))
        var position = tailLength - 22
        while position >= 0 {
            if tail.u32(at: position) == 0x0605_4b50,
                position + 22 + Int(tail.u16(at: position + 20)) == tailLength
            {
                break
            }
            position -= 1
        }
        guard position >= 0 else {
            throw ZipError(
                reason: .truncated, path: file.path,
                detail: "has no end record: it is not a zip archive, or its end is missing")
        }
        guard tail.u16(at: position + 4) == 0, tail.u16(at: position + 6) == 0 else {
            throw ZipError(
                reason: .unsupported, path: file.path, detail: "is one volume of a split archive")
        }
        count = UInt64(tail.u16(at: position + 10))
        size = UInt64(tail.u32(at: position + 12))
        offset = UInt64(tail.u32(at: position + 16))
        var limit = tailStart + UInt64(position)
        if count == 0xFFFF || size == 0xFFFF_FFFF || offset == 0xFFFF_FFFF {
            limit = try readZip64Record(before: limit)
        }
        guard offset <= limit, size <= limit - offset, count <= size / 46 else {
            throw ZipError(
                reason: .inconsistent, path: file.path,
                detail: "claims a directory of \(count) members in \(size) bytes at byte "
                    + "\(offset), which does not fit before byte \(limit)")
        }
    }

    /// Reads the 64-bit end record (APPNOTE 4.3.14) that a locator before `limit` points at.
    private mutating func readZip64Record(before limit: UInt64) throws(ZipError) -> UInt64 {
        // Without a locator the values are taken as they are: 65,535 members are possible.
        guard limit >= 20 else { return limit }
        let locator = LittleEndianBytes(
            try file.bytes(at: limit - 20, count: 20, what: "64-bit locator"))
        guard locator.u32(at: 0) == 0x0706_4b50 else { return limit }
        let start = locator.u64(at: 8)
        guard start <= limit - 20, limit - 20 - start >= 56 else {
            throw ZipError(
                reason: .inconsistent, path: file.path,
                detail: "points to a 64-bit end record at byte \(start), outside the file")
        }
        let record = LittleEndianBytes(
            try file.bytes(at: start, count: 56, what: "64-bit end record"))
        guard record.u32(at: 0) == 0x0606_4b50 else {
            throw ZipError(
                reason: .inconsistent, path: file.path,
                detail: "has no 64-bit end record at byte \(start)")
        }
        count = record.u64(at: 32)
        size = record.u64(at: 40)
        offset = record.u64(at: 48)
        return start
    }

    /// Parses all entries.
    func members() throws(ZipError) -> [ZipMember] {
        guard size <= 1 << 28 else {
            throw ZipError(
                reason: .unsupported, path: file.path,
                detail: "has a directory of \(size) bytes, more than any wheel or checkpoint has")
        }
        let bytes = LittleEndianBytes(
            try file.bytes(at: offset, count: Int(size), what: "directory"))
        var members: [ZipMember] = []
        members.reserveCapacity(Int(count))
        var position = 0
        for index in 0..<count {
            guard bytes.bytes.count - position >= 46, bytes.u32(at: position) == 0x0201_4b50 else {
                throw inconsistent("has no directory entry \(index) at byte", position)
            }
            let nameLength = Int(bytes.u16(at: position + 28))
            let extraLength = Int(bytes.u16(at: position + 30))
            let commentLength = Int(bytes.u16(at: position + 32))
            let end = position + 46 + nameLength + extraLength + commentLength
            guard end <= bytes.bytes.count else {
                throw inconsistent("has directory entry \(index) cut off at byte", position)
            }
            members.append(
                try member(
                    bytes, at: position, nameLength: nameLength, extraLength: extraLength))
            position = end
        }
        return members
    }

    private func member(
        _ bytes: LittleEndianBytes, at position: Int, nameLength: Int, extraLength: Int
    ) throws(ZipError) -> ZipMember {
        let nameStart = position + 46
        let name = try checkedName(bytes.bytes[nameStart..<nameStart + nameLength], position)
        var compressed = UInt64(bytes.u32(at: position + 20))
        var uncompressed = UInt64(bytes.u32(at: position + 24))
        var header = UInt64(bytes.u32(at: position + 42))

        // 64-bit values stand in field 1, in this order, for the 32-bit ones that are all ones.
        var field = nameStart + nameLength
        let extraEnd = field + extraLength
        while extraEnd - field >= 4 {
            let length = Int(bytes.u16(at: field + 2))
            guard length <= extraEnd - field - 4 else { break }
            if bytes.u16(at: field) == 1 {
                var value = field + 4
                func next(_ current: inout UInt64) throws(ZipError) {
                    guard current == 0xFFFF_FFFF else { return }
                    guard value + 8 <= field + 4 + length else {
                        throw inconsistent("lacks a 64-bit length of \(name) at byte", position)
                    }
                    current = bytes.u64(at: value)
                    value += 8
                }
                try next(&uncompressed)
                try next(&compressed)
                try next(&header)
            }
            field += 4 + length
        }

        let compression: ZipMember.Compression
        switch bytes.u16(at: position + 10) {
        case 0: compression = .stored
        case 8: compression = .deflate
        case let method:
            throw ZipError(
                reason: .unsupported, path: file.path,
                detail: "packs \(name) with method \(method); only stored and deflate are read")
        }
        // Deflate cannot shrink by more than 1,032 to one.
        let plausible =
            compression == .stored
            ? uncompressed == compressed : uncompressed / 1_040 <= compressed
        guard header < offset, compressed <= offset - header, plausible else {
            throw inconsistent(
                "claims impossible sizes for \(name) (\(compressed) packed, \(uncompressed) "
                    + "unpacked) at byte", position)
        }
        return ZipMember(
            name: name, compression: compression, compressedSize: compressed,
            uncompressedSize: uncompressed, crc32: bytes.u32(at: position + 16),
            headerOffset: header, isEncrypted: bytes.u16(at: position + 8) & 0x41 != 0)
    }

    private func checkedName(
        _ bytes: ArraySlice<UInt8>, _ position: Int
    ) throws(ZipError) -> String {
        guard let name = String(validating: bytes, as: UTF8.self), !name.isEmpty else {
            throw ZipError(
                reason: .unsafeName, path: file.path,
                detail: "has a member name that is not UTF-8 text at byte "
                    + "\(offset + UInt64(position))")
        }
        let components = name.split(separator: "/", omittingEmptySubsequences: false)
        guard !name.hasPrefix("/"), !name.contains("\\"), !name.contains("\0"),
            !components.contains("..")
        else {
            throw ZipError(
                reason: .unsafeName, path: file.path,
                detail: "has a member named \(name.debugDescription), which would leave its folder")
        }
        return name
    }

    private func inconsistent(_ detail: String, _ position: Int) -> ZipError {
        ZipError(
            reason: .inconsistent, path: file.path,
            detail: "\(detail) \(offset + UInt64(position))")
    }
}
