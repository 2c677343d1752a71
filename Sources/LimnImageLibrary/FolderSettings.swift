import Foundation
import Yams

/// What `library.yml` says about the pictures of a folder and of the folders in it.
///
/// ```yaml
/// credit: Bill Kendrick and contributors
/// licence: GPL-2.0
/// language: en
/// exclude: ["**/cartoon/**", "*_mirror.png"]
/// pictures:
///   nature/Dune.jpg:
///     credit: Marco Cogoni
///     caption: {en: Dry grass on a dune, zh: 沙丘上的干草}
/// ```
struct FolderSettings: Sendable {
    var defaults = PictureText()
    var language = "en"
    /// Patterns for paths relative to the library folder.
    private var excludes: [GlobPattern]
    /// Texts by path relative to the library folder.
    private(set) var pictures: [String: PictureText] = [:]
    /// Changes when any `library.yml` on the way here changes.
    private(set) var stamp = ""

    init(excludes: [String]) {
        self.excludes = excludes.map(GlobPattern.init)
    }

    func excludes(_ path: String) -> Bool {
        excludes.contains { $0.matches(path) }
    }

    /// These settings with those of a `library.yml` in `folder`, a path in the library, on top.
    func reading(
        _ url: URL, folder: String, problems: inout [LibraryProblem]
    ) throws -> FolderSettings {
        var result = self
        result.stamp += "|" + FileStamp.text(of: url)
        let prefix = folder.isEmpty ? "" : folder + "/"
        var own: [(key: String, value: Node, line: Int)] = []
        var overrides: [(key: String, value: Node, line: Int)] = []
        for entry in try SidecarFile.readMapping(url) {
            switch entry.key {
            case "language":
                if let tag = entry.value.string { result.language = tag }
            case "exclude":
                let patterns = entry.value.sequence?.compactMap(\.string) ?? []
                if patterns.isEmpty {
                    problems.append(
                        LibraryProblem(
                            file: url.path, line: entry.line,
                            message: "'exclude' must be a list of path patterns; ignored"))
                }
                result.excludes += patterns.map { GlobPattern(prefix + $0) }
            case "pictures": overrides = try SidecarFile.entries(of: entry.value, in: url)
            default: own.append(entry)
            }
        }
        result.defaults = PictureText(
            own, language: result.language, file: url, problems: &problems
        ).over(defaults)
        for (path, value, _) in overrides {
            let text = PictureText(
                try SidecarFile.entries(of: value, in: url), language: result.language, file: url,
                problems: &problems)
            result.pictures[prefix + path] = text.over(result.pictures[prefix + path] ?? .init())
        }
        return result
    }
}
