import Foundation

/// A zip archive that is read member by member without loading it.
///
/// ```swift
/// let wheel = try ZipArchive(contentsOf: url)
/// let member = try wheel.member(named: "package/data/part01.bin")
/// try wheel.extract(member) { chunk in output.write(chunk) }
/// ```
///
/// Stored and deflated members and the 64-bit extension are read (PKWARE APPNOTE 6.3.10,
/// sections 4.3 and 4.5.3). Archives come from strangers: offsets, counts, lengths and names are
/// checked when the archive is opened, and each member's length and CRC-32 as it is unpacked.
public final class ZipArchive: Sendable {
    /// All members in the order of the central directory.
    public let members: [ZipMember]
    let file: RandomAccessFile
    private let indices: [String: Int]
    private let directoryOffset: UInt64

    /// Opens an archive and reads its directory.
    /// - Throws: `ZipError` if the file cannot be read, or is not a sound zip archive.
    public init(contentsOf url: URL) throws(ZipError) {
        file = try RandomAccessFile(url: url)
        let directory = try ZipDirectory(file: file)
        members = try directory.members()
        directoryOffset = directory.offset
        var indices: [String: Int] = [:]
        indices.reserveCapacity(members.count)
        for (index, member) in members.enumerated() {
            guard indices.updateValue(index, forKey: member.name) == nil else {
                throw ZipError(
                    reason: .duplicateName, path: file.path,
                    detail: "has two members named \(member.name)")
            }
        }
        self.indices = indices
    }

    /// The member of that exact name.
    /// - Throws: `ZipError` with `missingMember` if there is none.
    public func member(named name: String) throws(ZipError) -> ZipMember {
        guard let index = indices[name] else {
            throw ZipError(
                reason: .missingMember, path: file.path, detail: "has no member named \(name)")
        }
        return members[index]
    }

    /// Where a member's stored bytes begin in the file.
    /// - Throws: `ZipError` if the member's own header is damaged or contradicts the directory.
    public func dataOffset(of member: ZipMember) throws(ZipError) -> UInt64 {
        let header = LittleEndianBytes(
            try file.bytes(
                at: member.headerOffset, count: 30, what: "header of \(member.name)"))
        guard header.u32(at: 0) == 0x0403_4b50 else {
            throw inconsistent(
                "has no member header for \(member.name) at byte \(member.headerOffset)")
        }
        let nameLength = Int(header.u16(at: 26))
        let name = try file.bytes(
            at: member.headerOffset + 30, count: nameLength, what: "name of \(member.name)")
        guard name.elementsEqual(member.name.utf8) else {
            throw inconsistent(
                "names \(member.name) differently in its header at byte \(member.headerOffset)")
        }
        let start = member.headerOffset + 30 + UInt64(nameLength) + UInt64(header.u16(at: 28))
        guard start <= directoryOffset, member.compressedSize <= directoryOffset - start else {
            throw ZipError(
                reason: .truncated, path: file.path,
                detail: "has only \(directoryOffset - min(start, directoryOffset)) bytes for "
                    + "\(member.name), which claims \(member.compressedSize)")
        }
        return start
    }

    /// Unpacks a member into memory.
    /// - Parameter limit: the largest unpacked length to accept, in bytes.
    /// - Throws: `ZipError` as `extract` does.
    public func data(of member: ZipMember, limit: UInt64) throws -> Data {
        var data = Data()
        try extract(member, limit: limit) { data.append(contentsOf: $0) }
        return data
    }

    func inconsistent(_ detail: String) -> ZipError {
        ZipError(reason: .inconsistent, path: file.path, detail: detail)
    }
}
