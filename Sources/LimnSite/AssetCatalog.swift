import Foundation
import LimnArticles
import LimnDigests

/// Style sheets and other files of the theme, published under names that change with their bytes.
///
/// Style sheets are read last, so that what they name by `url(…)` gets its published name too.
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
    init(templates: URL, minifies: Bool = false) throws {
        let folder = templates.appending(path: "assets", directoryHint: .isDirectory)
        let walker = FileManager.default.enumerator(atPath: folder.resolvingSymlinksInPath().path)
        let paths = (walker?.compactMap { $0 as? String } ?? []).sorted()
        var assets: [Asset] = []
        let isSheet = { (path: String) in path.hasSuffix(".css") }
        for path in paths.filter({ !isSheet($0) }) + paths.filter(isSheet)
        where !path.split(separator: "/").contains(where: { $0.hasPrefix(".") }) {
            let file = folder.appending(path: path)
            guard FileStamp(file) != nil else { continue }
            guard var data = try? Data(contentsOf: file) else {
                throw Problem(
                    at: SourceLocation(file: "templates/assets/\(path)"), "the file cannot be read",
                    remedy: "Check its permissions.")
            }
            if isSheet(path) {
                var text = String(decoding: data, as: UTF8.self)
                if minifies { text = CSSMinifier.minified(text) }
                data = Data(text.utf8)
                // Most name nothing, and looking with a pattern would take long.
                if data.range(of: Data("url(".utf8)) != nil {
                    data = Data(Self.renamed(text, in: path, assets).utf8)
                }
            }
            let hash = ContentDigest.sha256(data).prefix(8)
            let name = path.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }
            let dot = path.lastIndex(of: ".") ?? path.endIndex
            assets.append(
                Asset(
                    name: String(name), path: "assets/\(path[..<dot])-\(hash)\(path[dot...])",
                    data: data, source: "templates/assets/\(path)"))
        }
        self.assets = assets.sorted { $0.source < $1.source }
    }

    /// A style sheet in which `url(font.woff2)` leads to the published file.
    private static func renamed(_ css: String, in path: String, _ assets: [Asset]) -> String {
        let folder = Route(path.split(separator: "/").map(String.init).dropLast())
        return css.replacing(/url\(\s*["']?([^"')]+?)["']?\s*\)/) { match in
            let wanted = "templates/assets/\(folder.folder)\(match.1)"
            guard let asset = assets.first(where: { $0.source == wanted }) else {
                return String(match.0)
            }
            let published = Route(["assets"] + folder.segments).relativeURL(to: asset.path)
            return "url(\(published))"
        }
    }

    func urls(_ style: AddressStyle) -> [String: String] {
        Dictionary(
            assets.map { ($0.name, style.url(to: $0.path)) },
            uniquingKeysWith: { first, _ in first })
    }
}
