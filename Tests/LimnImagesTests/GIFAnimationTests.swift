import Foundation
import LimnImages
import Testing

@Suite("Moving GIFs")
struct GIFAnimationTests {
    private func publishable(_ bytes: [UInt8]) throws -> [UInt8]? {
        let file = FileManager.default.temporaryDirectory.appending(
            path: "limn-\(UUID().uuidString).gif")
        defer { try? FileManager.default.removeItem(at: file) }
        try Data(bytes).write(to: file)
        return try GIFAnimation.publishable(file).map(Array.init)
    }

    private func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: Fixture.url(name)))
    }

    @Test("are published as they are, and those that do not move are not")
    func moving() throws {
        let animated = try bytes("animated.gif")
        #expect(try publishable(animated) == animated)
        #expect(try publishable(try bytes("noise.gif")) == nil)
        #expect(try publishable(try bytes("iptc.jpg")) == nil)
    }

    @Test("lose comments and the blocks of programs, but not how often they repeat")
    func texts() throws {
        let animated = try bytes("animated.gif")
        let repeating = try #require(animated.firstRange(of: Array("NETSCAPE2.0".utf8)))
        let place = repeating.lowerBound - 3
        func extended(_ label: UInt8, _ blocks: [[UInt8]]) -> [UInt8] {
            var bytes = Array(animated[..<place])
            bytes += [0x21, label]
            for block in blocks {
                bytes.append(UInt8(block.count))
                bytes += block
            }
            return bytes + [0] + animated[place...]
        }
        let secret = Array("made by Ann at home".utf8)
        #expect(try publishable(extended(0xFE, [secret, secret])) == animated)
        #expect(try publishable(extended(0xFF, [Array("XMP DataXMP".utf8), secret])) == animated)
        #expect(try publishable(animated.dropLast() + [0x3B] + secret) == animated)
        #expect(try publishable(animated.dropLast()) == animated)
    }

    @Test("that end early or hold what is no block are an error, whatever the place")
    func broken() throws {
        let animated = try bytes("animated.gif")
        #expect(throws: ImageError.self) { try publishable(animated.dropLast() + [0x00]) }
        let header = 13 + 3 * 16
        for count in stride(from: 6, to: animated.count - 1, by: 7) {
            let cut = Array(animated[..<count])
            // A file that ends between two pictures is whole as far as it goes.
            if let kept = try? publishable(cut) { #expect(kept.last == 0x3B && count > header) }
        }
        #expect(throws: ImageError.self) { try publishable(Array(animated[..<40])) }
    }
}
