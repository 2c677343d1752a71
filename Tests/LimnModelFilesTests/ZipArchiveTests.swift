import Foundation
import LimnModelFiles
import Testing

@Suite struct ZipArchiveTests {
    private static let text = Array(String(repeating: "The quick brown fox. ", count: 50).utf8)
    /// `text` as raw deflate, packed by zlib 1.2.13 at level 9.
    private static let deflated: [UInt8] = [
        0x0B, 0xC9, 0x48, 0x55, 0x28, 0x2C, 0xCD, 0x4C, 0xCE, 0x56, 0x48, 0x2A, 0xCA, 0x2F,
        0xCF, 0x53, 0x48, 0xCB, 0xAF, 0xD0, 0x53, 0x08, 0x19, 0x15, 0x1C, 0x15, 0x1C, 0x15,
        0x1C, 0xD9, 0x82, 0x00,
    ]
    private let folder: CatalogTestFolder

    init() throws {
        folder = try CatalogTestFolder()
    }

    private func open(_ bytes: [UInt8]) throws -> ZipArchive {
        let url = folder.url.appendingPathComponent("archive.zip")
        try Data(bytes).write(to: url)
        return try ZipArchive(contentsOf: url)
    }

    private func unpack(_ archive: ZipArchive, _ name: String) throws -> [UInt8] {
        Array(try archive.data(of: archive.member(named: name), limit: 1 << 20))
    }

    private func reason(_ body: () throws -> Void) -> ZipError.Reason? {
        do {
            try body()
            return nil
        } catch {
            return (error as? ZipError)?.reason
        }
    }

    @Test(arguments: [false, true])
    func unpacksStoredAndDeflatedMembers(is64Bit: Bool) throws {
        let builder = ZipBuilder(
            entries: [
                .init("a/plain.txt", [1, 2, 3]), .init("empty", []),
                .init("packed.txt", deflated: Self.deflated, unpacking: Self.text),
            ], is64Bit: is64Bit, comment: Array("PK\u{5}\u{6} in a comment".utf8))
        let archive = try open(builder.bytes())
        #expect(archive.members.map(\.name) == ["a/plain.txt", "empty", "packed.txt"])
        #expect(try unpack(archive, "a/plain.txt") == [1, 2, 3])
        #expect(try unpack(archive, "empty") == [])
        #expect(try unpack(archive, "packed.txt") == Self.text)
    }

    @Test func everyTruncationIsAnErrorAndNeverACrash() throws {
        let whole = ZipBuilder(entries: [
            .init("one", [1, 2, 3, 4]),
            .init("two", deflated: Self.deflated, unpacking: Self.text),
        ]).bytes()
        for length in 0..<whole.count {
            #expect(
                reason {
                    let archive = try open(Array(whole[..<length]))
                    for member in archive.members { _ = try archive.data(of: member, limit: 4096) }
                } != nil, "\(length) of \(whole.count) bytes")
        }
    }

    @Test func everyFlippedByteEndsInAnErrorOrTheRightContent() throws {
        let whole = ZipBuilder(entries: [
            .init("two", deflated: Self.deflated, unpacking: Self.text)
        ]).bytes()
        for index in whole.indices {
            var bytes = whole
            bytes[index] ^= 0xFF
            guard let archive = try? open(bytes), let member = archive.members.first,
                let data = try? archive.data(of: member, limit: 4096)
            else { continue }
            #expect(Array(data) == Self.text, "byte \(index)")
        }
    }

    @Test func refusesLyingLengths() throws {
        var short = ZipBuilder.Entry("x", deflated: Self.deflated, unpacking: Self.text)
        short.claimedUncompressed = 10
        var long = ZipBuilder.Entry("x", deflated: Self.deflated, unpacking: Self.text)
        long.claimedUncompressed += 1
        for entry in [short, long] {
            let archive = try open(ZipBuilder(entries: [entry]).bytes())
            #expect(reason { _ = try unpack(archive, "x") } == .damagedMember)
        }
        var bomb = ZipBuilder.Entry("x", deflated: Self.deflated, unpacking: Self.text)
        bomb.claimedUncompressed = 4_000_000_000
        #expect(reason { _ = try open(ZipBuilder(entries: [bomb]).bytes()) } == .inconsistent)
        var outside = ZipBuilder.Entry("x", [1, 2, 3])
        outside.claimedCompressed = 4_000
        outside.claimedUncompressed = 4_000
        #expect(reason { _ = try open(ZipBuilder(entries: [outside]).bytes()) } == .inconsistent)
    }

    @Test func refusesAWrongChecksum() throws {
        var entry = ZipBuilder.Entry("x", [1, 2, 3])
        entry.crc ^= 1
        let archive = try open(ZipBuilder(entries: [entry]).bytes())
        #expect(reason { _ = try unpack(archive, "x") } == .damagedMember)
    }

    @Test func refusesMembersThatContinueAfterTheirLastBlock() throws {
        let entry = ZipBuilder.Entry(
            "x", deflated: Self.deflated + [0, 0, 0], unpacking: Self.text)
        let archive = try open(ZipBuilder(entries: [entry]).bytes())
        #expect(reason { _ = try unpack(archive, "x") } == .damagedMember)
    }

    @Test func refusesDuplicateNames() throws {
        let entries = [ZipBuilder.Entry("x", [1]), ZipBuilder.Entry("x", [2])]
        #expect(reason { _ = try open(ZipBuilder(entries: entries).bytes()) } == .duplicateName)
    }

    @Test func refusesNamesThatLeaveTheirFolder() throws {
        for name in ["../x", "/etc/passwd", "a/../../x", "a\\b", "a\0b", ".."] {
            let builder = ZipBuilder(entries: [.init(name, [1])])
            #expect(
                reason { _ = try open(builder.bytes()) } == .unsafeName, "\(name.debugDescription)")
        }
    }

    @Test func refusesEncryptionAndUnknownMethods() throws {
        var encrypted = ZipBuilder.Entry("x", [1])
        encrypted.flags = 1
        let archive = try open(ZipBuilder(entries: [encrypted]).bytes())
        #expect(reason { _ = try unpack(archive, "x") } == .unsupported)
        var exotic = ZipBuilder.Entry("x", [1])
        exotic.method = 12
        #expect(reason { _ = try open(ZipBuilder(entries: [exotic]).bytes()) } == .unsupported)
    }

    @Test func refusesAMemberThatItsOwnHeaderNamesDifferently() throws {
        var entry = ZipBuilder.Entry("x", [1])
        entry.localName = "y"
        let archive = try open(ZipBuilder(entries: [entry]).bytes())
        #expect(reason { _ = try unpack(archive, "x") } == .inconsistent)
    }

    @Test func honoursTheLimitBeforeUnpacking() throws {
        let archive = try open(ZipBuilder(entries: [.init("x", [1, 2, 3])]).bytes())
        #expect(
            reason { _ = try archive.data(of: archive.member(named: "x"), limit: 2) } == .tooLarge)
    }

    @Test func namesTheMissingMemberAndTheArchive() throws {
        let archive = try open(ZipBuilder(entries: [.init("x", [1])]).bytes())
        #expect(throws: ZipError.self) { try archive.member(named: "weights.bin") }
        do {
            _ = try archive.member(named: "weights.bin")
        } catch {
            #expect(error.description.contains("archive.zip"))
            #expect(error.description.contains("weights.bin"))
        }
    }
}
