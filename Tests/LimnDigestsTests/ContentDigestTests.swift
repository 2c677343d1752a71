import Foundation
import LimnDigests
import Testing

/// Known answers of FIPS 180-4's examples.
@Suite struct ContentDigestTests {
    private static let million =
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"

    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    ])
    func aTextHasTheDigestOfTheStandard(text: String, digest: String) {
        #expect(ContentDigest.sha256(text) == digest)
    }

    @Test func piecesOfAnyLengthGiveTheDigestOfTheWhole() {
        let data = Data(repeating: UInt8(ascii: "a"), count: 1_000_000)
        var digest = ContentDigest()
        var start = 0
        var length = 1
        while start < data.count {
            let end = min(start + length, data.count)
            digest.update(data[start..<end])
            start = end
            length = length * 7 % 8191 + 1
        }
        #expect(digest.finish() == Self.million)
    }

    @Test func aFileIsReadToItsEndAndTheProgressSaysSo() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(repeating: UInt8(ascii: "a"), count: 1_000_000).write(to: file)
        var read: UInt64 = 0
        #expect(try ContentDigest.sha256(of: file) { read = $0 } == Self.million)
        #expect(read == 1_000_000)
    }

    @Test func aMissingFileIsAnError() {
        #expect(throws: (any Error).self) {
            try ContentDigest.sha256(of: URL(filePath: "/nowhere/at/all"))
        }
    }
}
