/// POSIX locale names as language tags.
enum LocaleName {
    /// `zh_CN` → `zh`, `zh_TW` → `zh-Hant`, `pt_BR` → `pt-BR`; nil for variants (`ca@valencia`)
    /// and for what is no locale name.
    static func languageTag(_ locale: some StringProtocol) -> String? {
        let parts = locale.split(separator: "_", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), (2...3).contains(parts[0].count),
            parts.allSatisfy({ $0.allSatisfy { $0.isASCII && $0.isLetter } })
        else { return nil }
        let language = parts[0].lowercased()
        guard parts.count == 2 else { return language }
        let region = parts[1].uppercased()
        switch (language, region) {
        case ("zh", "CN"), ("zh", "SG"): return "zh"
        case ("zh", _): return "zh-Hant"
        case _ where region.count == 2: return "\(language)-\(region)"
        default: return nil
        }
    }
}
