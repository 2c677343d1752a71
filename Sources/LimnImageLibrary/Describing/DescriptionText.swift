import Foundation

/// Makes a caption of what a model said, or finds that it is none.
enum DescriptionText {
    /// Openings that say nothing, which models put before what they see.
    private static let openings = [
        "the image shows ", "the image depicts ", "the image features ", "the picture shows ",
        "the picture depicts ", "this image shows ", "this image depicts ", "this picture shows ",
        "the photo shows ", "the photograph shows ", "in this image, ", "in this picture, ",
        "in the image, ", "in the picture, ", "这张图片展示了", "这张图片显示了", "图片展示了", "图片显示了",
        "这张照片展示了", "图中展示了", "图中显示了", "图片中有", "图中有",
    ]
    private static let longest = 300

    /// The caption.
    ///
    /// - Parameters:
    ///   - text: what the model said
    ///   - language: the language that was wanted
    /// - Returns: `nil` where the text has no words, or is in another script than the language
    static func caption(of text: String, in language: String) -> String? {
        var caption =
            text.split(whereSeparator: \.isNewline)
            .map { $0.trimmingCharacters(in: .whitespaces) }
            .first { $0.contains(where: \.isLetter) } ?? ""
        caption = caption.trimmingCharacters(
            in: CharacterSet(charactersIn: "\"“”「」*_#").union(.whitespaces))
        caption = caption.filter {
            !$0.unicodeScalars.contains { $0.properties.generalCategory == .control }
        }
        for opening in openings where caption.lowercased().hasPrefix(opening) {
            caption = String(caption.dropFirst(opening.count))
            caption = caption.prefix(1).uppercased() + caption.dropFirst()
            break
        }
        if caption.count > longest { caption = wholeSentences(caption.prefix(longest)) }
        guard caption.contains(where: \.isLetter), !caption.contains("\u{FFFD}"),
            isWritten(caption, in: language)
        else { return nil }
        return caption
    }

    /// The sentences that end within a text; all of it where none does.
    private static func wholeSentences(_ text: Substring) -> String {
        let end = text.lastIndex { ".!?。！？".contains($0) }
        return String(end.map { text[...$0] } ?? text)
    }

    /// Whether most letters are of the language's script, as far as that tells Chinese from others.
    private static func isWritten(_ caption: String, in language: String) -> Bool {
        let letters = caption.unicodeScalars.filter(\.properties.isAlphabetic)
        let han = letters.count { (0x3400...0x9FFF).contains($0.value) }
        return language.hasPrefix("zh")
            ? han * 2 > letters.count : language.hasPrefix("ja") || han * 5 < letters.count
    }
}
