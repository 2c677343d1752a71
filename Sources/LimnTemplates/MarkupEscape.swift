/// Text made fit for an element or a quoted attribute, byte by byte.
enum MarkupEscape {
    /// Appends UTF-8 with the five signs of markup escaped and without the control characters that
    /// XML 1.0 forbids.
    static func write(_ bytes: UnsafeBufferPointer<UInt8>, into output: inout [UInt8]) {
        var copied = 0
        for (index, byte) in bytes.enumerated() where !isPlain(byte) {
            let replacement: StaticString
            var length = 1
            switch byte {
            case UInt8(ascii: "&"): replacement = "&amp;"
            case UInt8(ascii: "<"): replacement = "&lt;"
            case UInt8(ascii: ">"): replacement = "&gt;"
            case UInt8(ascii: "\""): replacement = "&quot;"
            case UInt8(ascii: "'"): replacement = "&#39;"
            case 0x09, 0x0A, 0x0D: continue
            case 0..<0x20: replacement = ""
            case 0xEF
            where index + 2 < bytes.count && bytes[index + 1] == 0xBF && bytes[index + 2] >= 0xBE:
                // U+FFFE and U+FFFF
                replacement = ""
                length = 3
            default: continue
            }
            output.append(contentsOf: bytes[copied..<index])
            replacement.withUTF8Buffer { output.append(contentsOf: $0) }
            copied = index + length
        }
        output.append(contentsOf: bytes[copied...])
    }

    /// Whether a byte stays as it is, whatever follows: the most common answer, found fast.
    @inline(__always)
    private static func isPlain(_ byte: UInt8) -> Bool {
        byte > UInt8(ascii: ">") ? byte != 0xEF : byte == UInt8(ascii: " ")
    }
}
