import Foundation

extension String {
    /// Whether the text holds a sign of ASCII; the C library looks at many bytes at once.
    public func hasByte(_ byte: UInt8) -> Bool {
        var text = self
        return text.withUTF8 { bytes in
            bytes.baseAddress.map { memchr($0, Int32(byte), bytes.count) != nil } ?? false
        }
    }
}
