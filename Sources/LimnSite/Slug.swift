import Foundation

/// Words made fit for an address: letters and digits of any script, joined by hyphens.
enum Slug {
    /// Keeps letters, digits and marks of all scripts in lower case.
    static func readable(_ text: String) -> String {
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
