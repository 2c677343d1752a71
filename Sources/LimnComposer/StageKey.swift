import Foundation
import LimnDigests

/// The hash of everything that went into an answer; equal key, equal answer.
struct StageKey: Hashable, Sendable {
    /// Hexadecimal, 32 digits.
    let text: String

    /// Hashes the parts as JSON with sorted keys.
    init(_ parts: some Encodable) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        text = String(ContentDigest.sha256(try encoder.encode(parts)).prefix(32))
    }

    /// A seed for attempt `attempt`, spread over all 64 bits.
    func seed(attempt: Int, base: UInt64) -> UInt64 {
        var state = base &+ (UInt64(text.prefix(16), radix: 16) ?? 0)
        state &+= UInt64(attempt) &* 0x9E37_79B9_7F4A_7C15
        state = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        state = (state ^ (state >> 27)) &* 0x94D0_49BB_1331_11EB
        // JSON readers keep integers exact up to 2^53.
        return (state ^ (state >> 31)) >> 11
    }
}
