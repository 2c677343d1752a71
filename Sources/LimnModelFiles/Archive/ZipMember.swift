/// One file inside a zip archive, as the central directory describes it.
public struct ZipMember: Equatable, Sendable {
    /// How the bytes are stored.
    public enum Compression: Equatable, Sendable {
        /// Method 0: as they are.
        case stored
        /// Method 8: raw deflate (RFC 1951).
        case deflate
    }

    /// The path inside the archive, with `/` between components.
    public let name: String
    /// How the bytes are stored.
    public let compression: Compression
    /// Length in the archive, in bytes.
    public let compressedSize: UInt64
    /// Length when unpacked, in bytes.
    public let uncompressedSize: UInt64
    /// CRC-32 of the unpacked bytes.
    public let crc32: UInt32
    let headerOffset: UInt64
    let isEncrypted: Bool

    /// Whether the member stands for a folder.
    public var isFolder: Bool { name.hasSuffix("/") }
}
