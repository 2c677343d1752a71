/// HTML in the making, as bytes.
struct MarkupBuffer {
    private var bytes: [UInt8] = []

    var text: String { String(decoding: bytes, as: UTF8.self) }

    mutating func reserve(_ count: Int) { bytes.reserveCapacity(count) }

    mutating func write(_ text: String) { bytes.append(contentsOf: text.utf8) }

    mutating func write(_ text: Slice<UnsafeBufferPointer<UInt8>>) {
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text))
    }

    /// Begins a new line unless one has just begun.
    mutating func endLine() {
        if let last = bytes.last, last != UInt8(ascii: "\n") { bytes.append(UInt8(ascii: "\n")) }
    }

    /// Writes something that stands on a line of its own.
    mutating func openBlock(_ text: String) {
        endLine()
        write(text)
    }

    mutating func trimSpaces() {
        while bytes.last == UInt8(ascii: " ") { bytes.removeLast() }
    }

    mutating func writeEscaped(_ text: String) {
        var text = text
        text.withUTF8 { writeEscaped($0) }
    }

    /// Escapes the four signs that cmark-gfm escapes. Control characters, which no HTML may hold,
    /// are dropped.
    mutating func writeEscaped(_ text: UnsafeBufferPointer<UInt8>) {
        var copied = 0
        for (place, byte) in text.enumerated() where !Self.isPlain(byte) {
            let replacement: StaticString
            switch byte {
            case UInt8(ascii: "&"): replacement = "&amp;"
            case UInt8(ascii: "<"): replacement = "&lt;"
            case UInt8(ascii: ">"): replacement = "&gt;"
            case UInt8(ascii: "\""): replacement = "&quot;"
            case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x80...: continue
            default: replacement = ""
            }
            write(text[copied..<place])
            replacement.withUTF8Buffer { bytes.append(contentsOf: $0) }
            copied = place + 1
        }
        write(text[copied...])
    }

    /// Whether a byte stays as it is: the most common answer, found fast.
    @inline(__always)
    private static func isPlain(_ byte: UInt8) -> Bool {
        byte > UInt8(ascii: ">") ? byte != 0x7F : byte == UInt8(ascii: " ")
    }

    /// Writes an address for an attribute, percent-encoding what addresses may not hold, as
    /// cmark-gfm does.
    mutating func writeAddress(_ text: String) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "&"): write("&amp;")
            case UInt8(ascii: "'"): write("&#x27;")
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                bytes.append(byte)
            case _ where Self.signsOfAddresses.contains(byte): bytes.append(byte)
            default:
                bytes.append(UInt8(ascii: "%"))
                bytes.append(Self.digits[Int(byte >> 4)])
                bytes.append(Self.digits[Int(byte & 15)])
            }
        }
    }

    private static let signsOfAddresses = Set("-_.+!*(),%#@?=;:/$~".utf8)
    private static let digits = Array("0123456789ABCDEF".utf8)

    /// Writes HTML with the tags made harmless that GFM forbids (GFM 0.29, section 6.11).
    mutating func writeFiltered(_ html: String) {
        let source = Array(html.utf8)
        for (index, byte) in source.enumerated() {
            if byte == UInt8(ascii: "<"), Self.isForbidden(source[(index + 1)...]) {
                write("&lt;")
            } else {
                bytes.append(byte)
            }
        }
    }

    private static let forbiddenTags = [
        "title", "textarea", "style", "xmp", "iframe", "noembed", "noframes", "script", "plaintext",
    ].map { Array($0.utf8) }

    private static func isForbidden(_ rest: ArraySlice<UInt8>) -> Bool {
        let name = rest.first == UInt8(ascii: "/") ? rest.dropFirst() : rest
        return forbiddenTags.contains { tag in
            guard name.count > tag.count, zip(name, tag).allSatisfy({ $0 | 0x20 == $1 }) else {
                return false
            }
            let after = name[name.startIndex + tag.count]
            return after <= 0x20 || after == UInt8(ascii: ">")
                || (after == UInt8(ascii: "/")
                    && name.dropFirst(tag.count + 1).first == UInt8(ascii: ">"))
        }
    }
}
