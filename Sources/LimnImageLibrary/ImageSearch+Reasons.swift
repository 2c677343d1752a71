/// Why a picture was proposed, in words.
extension ImageSearch {
    func reasons(for row: Int, _ views: Views) -> [String] {
        var reasons: [(strength: Double, text: String)] = []
        func round(_ value: Double) -> Double { (value * 100).rounded() / 100 }
        if let meaning = views.scores[.meaning] {
            reasons.append((meaning[row], "its captions mean nearly this (\(round(meaning[row])))"))
        }
        if let english = views.scores[.english], views.isGlossed {
            reasons.append(
                (
                    english[row],
                    "its English texts are near the glossed query (\(round(english[row])))"
                )
            )
        }
        if let words = views.scores[.words], words[row] > 0 {
            let record = records[row]
            let texts = Set(
                SearchWords.indexed(
                    library.languages.compactMap(record.caption(in:)) + record.keywords
                        + record.folders + [record.name, record.origin?.place ?? ""]
                ).split(separator: " ").map(String.init))
            let common = views.queryWords.filter(texts.contains).prefix(4)
            reasons.append(
                (
                    1,
                    common.isEmpty
                        ? "it has words of the query in another form"
                        : "it has the words \(common.joined(separator: ", "))"
                ))
        }
        if let pixels = views.scores[.pixels] {
            reasons.append(
                (pixels[row] / 2, "its pixels show something like it (\(round(pixels[row])))"))
        }
        return reasons.filter { $0.strength > 0.05 }
            .sorted { ($1.strength, $0.text) < ($0.strength, $1.text) }.map(\.text)
    }
}
