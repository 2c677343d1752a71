/// A text with places for values, named in braces: `{month} {day}, {year}`.
struct TextPattern: Hashable, Sendable {
    private enum Piece: Hashable {
        case text(String)
        case place(String)
    }

    private let pieces: [Piece]

    init(_ text: String) {
        var pieces: [Piece] = []
        var rest = text.utf8[...]
        while let open = rest.firstIndex(of: UInt8(ascii: "{")),
            let close = rest[open...].firstIndex(of: UInt8(ascii: "}"))
        {
            // Of several opening braces, the last one belongs to the closing one.
            let begin = rest[..<close].lastIndex(of: UInt8(ascii: "{")) ?? open
            pieces.append(.text(String(decoding: rest[..<begin], as: UTF8.self)))
            let name = rest[rest.index(after: begin)..<close]
            pieces.append(.place(String(decoding: name, as: UTF8.self)))
            rest = rest[rest.index(after: close)...]
        }
        pieces.append(.text(String(decoding: rest, as: UTF8.self)))
        self.pieces = pieces
    }

    /// The text with its values filled in; a place without a value stays, braces and all.
    func filled(_ value: (String) -> String?) -> String {
        var result = ""
        for piece in pieces {
            switch piece {
            case .text(let text): result += text
            case .place(let name): result += value(name) ?? "{\(name)}"
            }
        }
        return result
    }
}
