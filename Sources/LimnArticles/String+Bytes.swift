import Foundation

extension String {
    /// Whether the text holds a sign of ASCII; the C library looks at many bytes at once.
    public func hasByte(_ byte: UInt8) -> Bool {
        var text = self
        return text.withUTF8 { bytes in
            bytes.baseAddress.map { memchr($0, Int32(byte), bytes.count) != nil } ?? false
        }
    }

    /// The text without white space and line breaks at its ends. Foundation's function does the same
    /// by way of a copy in UTF-16.
    public var trimmingBlanks: String {
        var rest = unicodeScalars[...]
        while rest.first?.properties.isWhitespace == true { rest.removeFirst() }
        while rest.last?.properties.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}
