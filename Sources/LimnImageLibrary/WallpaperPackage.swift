import Foundation

/// A folder in the layout of KDE's wallpapers: one picture in several sizes under
/// `contents/images`, described by `metadata.json` or `metadata.desktop`.
struct WallpaperPackage {
    /// The file that describes it.
    let metadata: URL
    /// The folder of the sizes.
    let images: URL

    /// Recognises the layout.
    init?(folder: URL) {
        images = folder.appendingPathComponent("contents/images")
        guard FileStamp(images)?.isFolder == true else { return nil }
        let candidates = ["metadata.json", "metadata.desktop"]
            .map { folder.appendingPathComponent($0) }
        guard let found = candidates.first(where: { FileStamp($0)?.isRegular == true }) else {
            return nil
        }
        metadata = found
    }

    /// Title, authors and licence.
    func text() throws -> PictureText {
        let data = try SidecarFile.read(metadata)
        return metadata.pathExtension == "json"
            ? try Self.text(json: data, file: metadata)
            : Self.text(desktopEntry: String(decoding: data, as: UTF8.self))
    }

    private static func text(json: Data, file: URL) throws -> PictureText {
        guard let top = try? JSONSerialization.jsonObject(with: json) as? [String: Any],
            let plugin = top["KPlugin"] as? [String: Any]
        else {
            throw LibraryProblem(
                file: file.path, line: nil, message: "not the metadata of a wallpaper; ignored")
        }
        var text = PictureText()
        for (key, value) in plugin {
            if let tag = captionTag(key), let value = value as? String {
                add(value, tag, to: &text)
            }
        }
        let authors = (plugin["Authors"] as? [[String: Any]] ?? [])
            .compactMap { $0["Name"] as? String }
        text.credit = authors.isEmpty ? nil : authors.joined(separator: ", ")
        text.licence = plugin["License"] as? String
        return text
    }

    private static func text(desktopEntry: String) -> PictureText {
        var text = PictureText()
        for line in desktopEntry.split(whereSeparator: \.isNewline) {
            let parts = line.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { continue }
            switch parts[0] {
            case "X-KDE-PluginInfo-Author": text.credit = parts[1]
            case "X-KDE-PluginInfo-License": text.licence = parts[1]
            default:
                if let tag = captionTag(parts[0]) { add(parts[1], tag, to: &text) }
            }
        }
        return text
    }

    /// `Name` → `en`, `Name[zh_CN]` → `zh`.
    private static func captionTag(_ key: String) -> String? {
        if key == "Name" { return "en" }
        guard key.hasPrefix("Name["), key.hasSuffix("]") else { return nil }
        return LocaleName.languageTag(key.dropFirst(5).dropLast())
    }

    private static func add(_ value: String, _ tag: String, to text: inout PictureText) {
        let value = value.trimmingCharacters(in: .whitespaces)
        guard !value.isEmpty, value.count <= 200 else { return }
        text.captions[tag] = value
    }
}
