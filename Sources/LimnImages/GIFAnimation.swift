import Foundation

/// The moving pictures of a GIF (GIF89a specification, CompuServe, 1990), as they may be published.
public enum GIFAnimation {
    /// The file without what it says about its making: comments, and the blocks of programs, of which
    /// only the number of rounds stays.
    ///
    /// - Returns: `nil` where the file is no GIF, or one with a single picture
    /// - Throws: ``ImageError`` where the file ends within a picture, or holds what is no block
    public static func publishable(_ url: URL) throws -> Data? {
        let data: Data
        do {
            data = try Data(contentsOf: url, options: .mappedIfSafe)
        } catch {
            throw ImageError(.unreadable, file: url.path, "the file cannot be read")
        }
        guard data.starts(with: Data("GIF8".utf8)) else { return nil }
        var reader = Reader(bytes: [UInt8](data), file: url.path)
        try reader.all()
        return reader.pictures > 1 ? Data(reader.kept) : nil
    }

    private struct Reader {
        let bytes: [UInt8]
        let file: String
        var kept: [UInt8] = []
        var pictures = 0
        private var place = 0

        /// Programs whose blocks tell how often to repeat.
        private static let repeating = ["NETSCAPE2.0", "ANIMEXTS1.0"].map { Array($0.utf8) }

        init(bytes: [UInt8], file: String) {
            self.bytes = bytes
            self.file = file
        }

        mutating func all() throws {
            try keep(13 + 3 * colours(byte(at: 10)))
            while place < bytes.count {
                switch try byte(at: place) {
                case 0x2C:
                    pictures += 1
                    // A descriptor, its colours and the length of its first codes.
                    try keep(10 + 3 * colours(byte(at: place + 9)) + 1)
                    try keep(blocks(from: place) - place)
                case 0x21:
                    let end = try blocks(from: place + 2)
                    if try isNeeded(at: place) { try keep(end - place) } else { place = end }
                case 0x3B: place = bytes.count
                default:
                    throw failure("byte \(place) begins no block of a GIF")
                }
            }
            kept.append(0x3B)
        }

        /// Whether an extension changes what is seen.
        private func isNeeded(at start: Int) throws -> Bool {
            switch try byte(at: start + 1) {
            case 0xF9, 0x01: true
            case 0xFF:
                start + 14 <= bytes.count
                    && Self.repeating.contains(Array(bytes[start + 3..<start + 14]))
            default: false
            }
        }

        /// The end of a chain of blocks that have their lengths in front and end with an empty one.
        private func blocks(from start: Int) throws -> Int {
            var place = start
            while case let length = try byte(at: place), length > 0 { place += 1 + Int(length) }
            return place + 1
        }

        private mutating func keep(_ count: Int) throws {
            guard count <= bytes.count - place else {
                throw failure("the GIF ends within a picture")
            }
            kept += bytes[place..<place + count]
            place += count
        }

        private func colours(_ flags: UInt8) -> Int { flags & 0x80 != 0 ? 2 << Int(flags & 7) : 0 }

        private func byte(at offset: Int) throws -> UInt8 {
            guard offset < bytes.count else { throw failure("the GIF ends within a picture") }
            return bytes[offset]
        }

        private func failure(_ reason: String) -> ImageError {
            ImageError(.malformed, file: file, reason)
        }
    }
}
