import Foundation

/// Tells whether an embedded ICC profile may be dropped.
enum ColourProfile {
    /// `nil` for a profile that names itself sRGB or is grey; otherwise what to tell the writer.
    ///
    /// Browsers treat a picture without a profile as sRGB, so dropping an sRGB profile changes
    /// nothing. A header is 128 bytes (ICC.1:2022, 7.2); the colour space stands at byte 16.
    static func note(_ profile: Data) -> String? {
        guard profile.count >= 132 else { return nil }
        let bytes = [UInt8](profile.prefix(64 << 10))
        let space = String(decoding: bytes[16..<20], as: UTF8.self)
        guard space == "RGB " else { return nil }
        let narrow = Array("sRGB".utf8)
        let wide: [UInt8] = narrow.flatMap { byte -> [UInt8] in [0, byte] }
        if contains(bytes, narrow) || contains(bytes, wide) { return nil }
        return "the colours follow a profile other than sRGB, which is not converted; "
            + "they may look paler than intended"
    }

    private static func contains(_ bytes: [UInt8], _ wanted: [UInt8]) -> Bool {
        guard bytes.count >= wanted.count else { return false }
        return (0...(bytes.count - wanted.count)).contains { start in
            bytes[start] == wanted[0]
                && bytes[start..<(start + wanted.count)].elementsEqual(wanted)
        }
    }
}
