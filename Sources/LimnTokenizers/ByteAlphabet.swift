/// The printable alphabet in which byte-level vocabularies are written: every byte is a scalar,
/// itself where it prints, one from U+0100 onwards where it does not (a space is `Ġ`).
///
/// Source: the GPT-2 tokenizer's `bytes_to_unicode`.
enum ByteAlphabet {
    /// The scalar of each byte.
    static let scalars: [UInt16] = {
        var scalars = [UInt16](repeating: 0, count: 256)
        var next: UInt16 = 256
        for byte in UInt16(0)..<256 {
            switch byte {
            case 0x21...0x7E, 0xA1...0xAC, 0xAE...0xFF:
                scalars[Int(byte)] = byte
            default:
                scalars[Int(byte)] = next
                next += 1
            }
        }
        return scalars
    }()

    private static let bytes: [UInt16: UInt8] = Dictionary(
        uniqueKeysWithValues: scalars.enumerated().map { ($1, UInt8($0)) })

    /// The UTF-8 of one byte's scalar.
    static func encoded(_ byte: UInt8) -> [UInt8] {
        let scalar = scalars[Int(byte)]
        if scalar < 0x80 { return [UInt8(scalar)] }
        return [UInt8(0xC0 | scalar >> 6), UInt8(0x80 | scalar & 0x3F)]
    }

    /// The bytes a token written in the alphabet stands for. A scalar outside the alphabet stands
    /// for its own UTF-8.
    static func decoded(_ text: some Collection<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var iterator = text.makeIterator()
        while let first = iterator.next() {
            guard first >= 0xC2, first < 0xE0 else {
                // ASCII, or part of a longer sequence, none of which the alphabet has.
                result.append(first)
                continue
            }
            guard let second = iterator.next() else {
                result.append(first)
                break
            }
            let scalar = UInt16(first & 0x1F) << 6 | UInt16(second & 0x3F)
            if let byte = bytes[scalar] {
                result.append(byte)
            } else {
                result += [first, second]
            }
        }
        return result
    }
}
