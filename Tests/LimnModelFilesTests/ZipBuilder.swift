import Foundation

/// Writes zip archives byte by byte, also wrong ones.
struct ZipBuilder {
    struct Entry {
        var name: String
        var packed: [UInt8]
        var method: UInt16 = 0
        var crc: UInt32
        var claimedUncompressed: UInt32
        var claimedCompressed: UInt32
        var flags: UInt16 = 0
        var localName: String

        /// A stored member.
        init(_ name: String, _ content: [UInt8]) {
            self.name = name
            localName = name
            packed = content
            crc = Self.crc32(content)
            claimedUncompressed = UInt32(content.count)
            claimedCompressed = UInt32(content.count)
        }

        /// A deflated member, packed elsewhere.
        init(_ name: String, deflated: [UInt8], unpacking content: [UInt8]) {
            self.init(name, content)
            packed = deflated
            method = 8
            claimedCompressed = UInt32(deflated.count)
        }

        /// CRC-32 as in RFC 1952, bit by bit.
        static func crc32(_ bytes: [UInt8]) -> UInt32 {
            var crc = UInt32.max
            for byte in bytes {
                crc ^= UInt32(byte)
                for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
            }
            return ~crc
        }
    }

    var entries: [Entry]
    /// Sizes and offsets go into 64-bit fields.
    var is64Bit = false
    var comment: [UInt8] = []

    func bytes() -> [UInt8] {
        var out: [UInt8] = []
        var directory: [UInt8] = []
        for entry in entries {
            let offset = out.count
            out += le(UInt32(0x0403_4b50)) + le(UInt16(20)) + le(entry.flags) + le(entry.method)
            out += le(UInt32(0)) + le(entry.crc)
            out += le(entry.claimedCompressed) + le(entry.claimedUncompressed)
            out += le(UInt16(entry.localName.utf8.count)) + le(UInt16(0))
            out += Array(entry.localName.utf8) + entry.packed

            var extra: [UInt8] = []
            if is64Bit {
                extra = le(UInt16(1)) + le(UInt16(24)) + le(UInt64(entry.claimedUncompressed))
                extra += le(UInt64(entry.claimedCompressed)) + le(UInt64(offset))
            }
            let full = UInt32.max
            directory += le(UInt32(0x0201_4b50)) + le(UInt16(20)) + le(UInt16(20))
            directory += le(entry.flags) + le(entry.method) + le(UInt32(0)) + le(entry.crc)
            directory += le(is64Bit ? full : entry.claimedCompressed)
            directory += le(is64Bit ? full : entry.claimedUncompressed)
            directory += le(UInt16(entry.name.utf8.count)) + le(UInt16(extra.count))
            directory += le(UInt16(0)) + le(UInt16(0)) + le(UInt16(0)) + le(UInt32(0))
            directory += le(is64Bit ? full : UInt32(offset)) + Array(entry.name.utf8) + extra
        }
        let start = out.count
        out += directory
        if is64Bit {
            let record = out.count
            out += le(UInt32(0x0606_4b50)) + le(UInt64(44)) + le(UInt16(45)) + le(UInt16(45))
            out += le(UInt32(0)) + le(UInt32(0)) + le(UInt64(entries.count))
            out += le(UInt64(entries.count)) + le(UInt64(directory.count)) + le(UInt64(start))
            out += le(UInt32(0x0706_4b50)) + le(UInt32(0)) + le(UInt64(record)) + le(UInt32(1))
        }
        out += le(UInt32(0x0605_4b50)) + le(UInt16(0)) + le(UInt16(0))
        out += le(UInt16(entries.count)) + le(UInt16(entries.count))
        out += le(is64Bit ? UInt32.max : UInt32(directory.count))
        out += le(is64Bit ? UInt32.max : UInt32(start))
        return out + le(UInt16(comment.count)) + comment
    }

    func write(to url: URL) throws {
        try Data(bytes()).write(to: url)
    }

    private func le<Value: FixedWidthInteger>(_ value: Value) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }
}

/// A folder that is removed when the test is over.
final class CatalogTestFolder {
    let url = FileManager.default.temporaryDirectory
        .appendingPathComponent("limn-test-\(UUID().uuidString)")

    init() throws {
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }
}
