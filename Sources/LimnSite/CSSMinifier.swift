/// Takes comments and needless blanks out of a style sheet.
///
/// A blank stays wherever it could mean something: before a colon (`a :hover`), around `+` and `-`
/// (`calc(1px + 2px)`), before a bracket (`and (…)`). Texts between quotes stay as they are.
enum CSSMinifier {
    /// The same rules in fewer bytes.
    static func minified(_ css: String) -> String {
        var css = css
        return css.withUTF8 { bytes in
            var result: [UInt8] = []
            result.reserveCapacity(bytes.count)
            var position = 0
            var isBlankPending = false
            while position < bytes.count {
                let byte = bytes[position]
                if byte == UInt8(ascii: "/"), position + 1 < bytes.count,
                    bytes[position + 1] == UInt8(ascii: "*")
                {
                    position = endOfComment(in: bytes, from: position + 2)
                    isBlankPending = true
                    continue
                }
                if [0x20, 0x0A, 0x09, 0x0D, 0x0C].contains(byte) {
                    isBlankPending = true
                    position += 1
                    continue
                }
                if isBlankPending {
                    let isTight =
                        result.last.map { "{};,>:".utf8.contains($0) } ?? true
                        || "{};,>".utf8.contains(byte)
                    // `--empty: ;` has a value, `--empty:;` has none.
                    let isEmptyValue = result.last == UInt8(ascii: ":") && byte == UInt8(ascii: ";")
                    if !isTight || isEmptyValue { result.append(UInt8(ascii: " ")) }
                    isBlankPending = false
                }
                if byte == UInt8(ascii: "}"), result.last == UInt8(ascii: ";") {
                    result.removeLast()
                }
                if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                    let end = endOfText(in: bytes, from: position)
                    result.append(contentsOf: bytes[position..<end])
                    position = end
                    continue
                }
                result.append(byte)
                position += 1
            }
            return String(decoding: result, as: UTF8.self)
        }
    }

    private static func endOfComment(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var end = start
        while end + 1 < bytes.count,
            bytes[end] != UInt8(ascii: "*") || bytes[end + 1] != UInt8(ascii: "/")
        {
            end += 1
        }
        return min(end + 2, bytes.count)
    }

    private static func endOfText(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var end = start + 1
        while end < bytes.count, bytes[end] != bytes[start] {
            end += bytes[end] == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(end + 1, bytes.count)
    }
}
