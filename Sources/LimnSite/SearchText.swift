/// The words of an HTML text, for the search index.
enum SearchText {
    struct Piece {
        let text: String
        let isHeading: Bool
    }

    private static let entities: [String: String] = [
        "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "#39": "'", "nbsp": " ",
    ]

    /// The text between tags, headings apart from the rest. Works on HTML as Limn writes it.
    static func pieces(of html: String) -> [Piece] {
        var html = html
        return html.withUTF8 { bytes in
            var pieces: [Piece] = []
            var text: [UInt8] = []
            var isHeading = false
            func close(_ next: Bool) {
                if !text.isEmpty {
                    pieces.append(
                        Piece(text: String(decoding: text, as: UTF8.self), isHeading: isHeading))
                    text.removeAll(keepingCapacity: true)
                }
                isHeading = next
            }
            var position = 0
            while position < bytes.count {
                let byte = bytes[position]
                if byte == UInt8(ascii: "<") {
                    let (name, end) = tag(in: bytes, at: position)
                    switch name {
                    case "h1", "h2", "h3", "h4", "h5", "h6": close(true)
                    case "/h1", "/h2", "/h3", "/h4", "/h5", "/h6": close(false)
                    // Emphasis inside a word does not end it.
                    case "em", "/em", "strong", "/strong", "a", "/a", "code", "/code", "span",
                        "/span", "del", "/del":
                        break
                    default: text.append(UInt8(ascii: " "))
                    }
                    position = end
                } else if byte == UInt8(ascii: "&") {
                    let (replacement, end) = entity(in: bytes, at: position)
                    text.append(contentsOf: replacement.utf8)
                    position = end
                } else {
                    text.append(byte)
                    position += 1
                }
            }
            close(false)
            return pieces
        }
    }

    private static func tag(
        in bytes: UnsafeBufferPointer<UInt8>, at start: Int
    ) -> (name: String, end: Int) {
        var nameEnd = start + 1
        while nameEnd < bytes.count, nameEnd - start < 12, bytes[nameEnd] != UInt8(ascii: ">"),
            bytes[nameEnd] != UInt8(ascii: " ")
        {
            nameEnd += 1
        }
        var end = nameEnd
        var quote: UInt8 = 0
        while end < bytes.count {
            let byte = bytes[end]
            if quote != 0 {
                if byte == quote { quote = 0 }
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                quote = byte
            } else if byte == UInt8(ascii: ">") {
                break
            }
            end += 1
        }
        let name = String(decoding: bytes[(start + 1)..<nameEnd], as: UTF8.self)
        return (name, min(end + 1, bytes.count))
    }

    private static func entity(
        in bytes: UnsafeBufferPointer<UInt8>, at start: Int
    ) -> (text: String, end: Int) {
        var end = start + 1
        while end < bytes.count, end - start < 8, bytes[end] != UInt8(ascii: ";") { end += 1 }
        guard end < bytes.count, bytes[end] == UInt8(ascii: ";"),
            let text = entities[String(decoding: bytes[(start + 1)..<end], as: UTF8.self)]
        else { return ("&", start + 1) }
        return (text, end + 1)
    }
}
