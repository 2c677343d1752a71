import LimnArticles
import LimnTemplates

/// Finds the addresses in raw HTML: what `href`, `src` and `poster` say.
enum HTMLAddresses {
    /// An address as written.
    struct Place {
        /// What it is, without the escapes of HTML.
        let address: String
        /// Whether a browser fetches it by itself.
        let isLoaded: Bool
        /// How many lines stand above it.
        let line: Int
        /// The bytes between its quotation marks, or those of the bare word.
        fileprivate let range: Range<Int>
        fileprivate let isQuoted: Bool
    }

    /// The HTML with other addresses.
    ///
    /// - Parameter replacement: what to write instead; `nil` leaves what is there
    static func replaced(in html: String, _ replacement: (Place) -> String?) -> String {
        let bytes = Array(html.utf8)
        var result: [UInt8] = []
        var copied = 0
        for place in places(in: bytes) {
            guard let address = replacement(place), address != place.address else { continue }
            result += bytes[copied..<place.range.lowerBound]
            let written = address.escapedForMarkup
            result += Array((place.isQuoted ? written : "\"\(written)\"").utf8)
            copied = place.range.upperBound
        }
        guard copied > 0 else { return html }
        return String(decoding: result + bytes[copied...], as: UTF8.self)
    }

    /// Whether there may be any.
    static func mayBe(in html: String) -> Bool {
        html.firstMatch(of: /\s(?:href|src|poster)\s*=/.ignoresCase()) != nil
    }

    private static let loading: Set<String> = ["src", "poster"]

    private static func places(in bytes: [UInt8]) -> [Place] {
        var places: [Place] = []
        var scanner = Scanner(bytes: bytes)
        while let tag = scanner.nextTag() {
            while let (name, value) = scanner.nextAttribute() {
                guard let value, name == "href" || loading.contains(name) else { continue }
                let address = String(decoding: bytes[value.range], as: UTF8.self)
                    .replacing("&amp;", with: "&").trimmingBlanks
                places.append(
                    Place(
                        address: address, isLoaded: loading.contains(name) || tag == "link",
                        line: bytes[..<value.range.lowerBound].count { $0 == 0x0A },
                        range: value.range, isQuoted: value.isQuoted))
            }
        }
        return places
    }

    /// Reads tags as the HTML standard does, section 13.2.5, as far as addresses need it.
    private struct Scanner {
        let bytes: [UInt8]
        private var place = 0

        init(bytes: [UInt8]) {
            self.bytes = bytes
        }

        /// Goes behind the name of the next opening tag, and returns the name in lower case.
        mutating func nextTag() -> String? {
            while place < bytes.count {
                guard bytes[place] == UInt8(ascii: "<") else {
                    place += 1
                    continue
                }
                if bytes[place...].starts(with: "<!--".utf8) {
                    skip(to: Array("-->".utf8))
                    continue
                }
                let start = place + 1
                place = start
                while place < bytes.count, Self.isLetter(bytes[place]) { place += 1 }
                if place > start {
                    return String(decoding: bytes[start..<place], as: UTF8.self).lowercased()
                }
            }
            return nil
        }

        /// The next attribute of the tag; `nil` at its end.
        mutating func nextAttribute() -> (
            name: String, value: (range: Range<Int>, isQuoted: Bool)?
        )? {
            skipBlanks(and: UInt8(ascii: "/"))
            guard place < bytes.count, bytes[place] != UInt8(ascii: ">") else { return nil }
            let start = place
            repeat {
                place += 1
            } while place < bytes.count && !Self.isBlank(bytes[place])
                && !"=>/".utf8.contains(bytes[place])
            let name = String(decoding: bytes[start..<place], as: UTF8.self).lowercased()
            skipBlanks()
            guard place < bytes.count, bytes[place] == UInt8(ascii: "=") else { return (name, nil) }
            place += 1
            skipBlanks()
            guard place < bytes.count else { return nil }
            let quote = bytes[place]
            let isQuoted = quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'")
            if isQuoted { place += 1 }
            let from = place
            while place < bytes.count,
                isQuoted
                    ? bytes[place] != quote
                    : !Self.isBlank(bytes[place])
                        && bytes[place] != UInt8(ascii: ">")
            {
                place += 1
            }
            let range = from..<place
            if isQuoted, place < bytes.count { place += 1 }
            return (name, (range, isQuoted))
        }

        private mutating func skip(to end: [UInt8]) {
            while place < bytes.count, !bytes[place...].starts(with: end) { place += 1 }
            place = min(place + end.count, bytes.count)
        }

        private mutating func skipBlanks(and other: UInt8 = 0x20) {
            while place < bytes.count, Self.isBlank(bytes[place]) || bytes[place] == other {
                place += 1
            }
        }

        private static func isLetter(_ byte: UInt8) -> Bool {
            (97...122).contains(byte | 32) || (48...57).contains(byte) || byte == UInt8(ascii: "-")
        }

        private static func isBlank(_ byte: UInt8) -> Bool {
            byte == 0x20 || byte == 0x0A || byte == 0x09 || byte == 0x0D || byte == 0x0C
        }
    }
}
