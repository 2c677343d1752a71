import Foundation

/// Words made fit for an address: letters and digits of any script, joined by hyphens.
enum Slug {
    /// Keeps letters, digits and marks of all scripts in lower case.
    static func readable(_ text: String) -> String {
        plain(text) ?? folded(text)
    }

    /// The same for ASCII, where each byte is a character; `nil` for any other text.
    static func plain(_ text: String) -> String? {
        var text = text
        return text.withUTF8 { bytes in
            var result: [UInt8] = []
            result.reserveCapacity(bytes.count)
            var isPending = false
            for byte in bytes {
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    if isPending { result.append(UInt8(ascii: "-")) }
                    isPending = false
                    result.append(byte < UInt8(ascii: "A") ? byte : byte | 0x20)
                case UInt8(ascii: "'"): break
                case 0x80...: return nil
                default: isPending = !result.isEmpty
                }
            }
            return String(decoding: result, as: UTF8.self)
        }
    }

    /// The same for any text, character by character.
    static func folded(_ text: String) -> String {
        let folded = text.precomposedStringWithCanonicalMapping.lowercased()
        var result = String.UnicodeScalarView()
        var pending = false
        for scalar in folded.unicodeScalars {
            let isKept: Bool
            switch scalar.properties.generalCategory {
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter,
                .otherLetter, .decimalNumber, .nonspacingMark, .spacingMark:
                isKept = true
            default:
                isKept = false
            }
            guard isKept else {
                // An apostrophe inside a word joins it: "don't" becomes "dont".
                if scalar != "'" && scalar != "’" { pending = !result.isEmpty }
                continue
            }
            if pending {
                result.append("-")
                pending = false
            }
            result.append(scalar)
        }
        return String(result)
    }

    /// Keeps ASCII letters and digits; for names of picture files.
    static func ascii(_ text: String, otherwise name: String) -> String {
        let slug = readable(text).filter { $0.isASCII }
        let clean = slug.split(separator: "-").joined(separator: "-").prefix(40)
        return clean.isEmpty ? name : String(clean)
    }
}
