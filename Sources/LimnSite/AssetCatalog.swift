import Foundation
import LimnArticles
import LimnDigests

/// Style sheets and other files of the theme, published under names that change with their bytes.
struct AssetCatalog: Sendable {
    struct Asset: Sendable {
        /// The name for templates: `theme.css` is `theme_css`.
        let name: String
        let path: String
        let data: Data
        let source: String
    }

    let assets: [Asset]

    /// Reads `assets/` in the folder of templates.
    init(templates: URL) throws {
        let folder = templates.appending(path: "assets", directoryHint: .isDirectory)
        let walker = FileManager.default.enumerator(atPath: folder.resolvingSymlinksInPath().path)
        let paths = (walker?.compactMap { $0 as? String } ?? []).sorted()
        var assets: [Asset] = []
        for path in paths where !path.split(separator: "/").contains(where: { $0.hasPrefix(".") }) {
            let file = folder.appending(path: path)
            guard FileStamp(file) != nil else { continue }
            guard let data = try? Data(contentsOf: file) else {
                throw Problem(
                    at: SourceLocation(file: "templates/assets/\(path)"), "the file cannot be read",
                    remedy: "Check its permissions.")
            }
            let hash = ContentDigest.sha256(data).prefix(8)
            let name = path.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }
            let dot = path.lastIndex(of: ".") ?? path.endIndex
            assets.append(
                Asset(
                    name: String(name), path: "assets/\(path[..<dot])-\(hash)\(path[dot...])",
                    data: data, source: "templates/assets/\(path)"))
        }
        self.assets = assets
    }

    func urls(_ style: AddressStyle) -> [String: String] {
        Dictionary(
            assets.map { ($0.name, style.url(to: $0.path)) },
            uniquingKeysWith: { first, _ in first })
    }
}
