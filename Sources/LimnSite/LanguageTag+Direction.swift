import LimnArticles

extension LanguageTag {
    /// Languages whose usual script runs from right to left.
    private static let rightToLeft: Set<String> = [
        "ar", "arc", "ckb", "dv", "fa", "he", "ks", "lrc", "mzn", "nqo", "pnb", "ps", "sd", "syr",
        "ug", "ur", "yi",
    ]

    /// `ltr` or `rtl`, as HTML's attribute `dir` wants it; a script in the tag has the last word.
    var direction: String {
        let parts = code.split(separator: "-").map(String.init)
        if let script = parts.dropFirst().first(where: { $0.count == 4 }) {
            return ["Arab", "Hebr", "Thaa", "Syrc", "Nkoo", "Adlm"].contains(script)
                ? "rtl" : "ltr"
        }
        return Self.rightToLeft.contains(primary) ? "rtl" : "ltr"
    }

    /// The tag as OpenGraph writes a locale: `en_US`, `zh_CN`; `en` where no region is known.
    var openGraphLocale: String {
        let parts = code.split(separator: "-").map(String.init)
        let region = parts.dropFirst().first { $0.count == 2 || Int($0) != nil }
        let usual = [
            "en": "US", "zh": parts.contains("Hant") ? "TW" : "CN", "ja": "JP", "ko": "KR",
        ]
        guard let place = region ?? usual[primary] else { return primary }
        return "\(primary)_\(place)"
    }
}
