import Foundation
import LimnArticles

/// The files of `data/`, for templates: `data/team/people.yml` is `data.team.people`.
///
/// YAML, JSON, TOML, and CSV whose first line has the names of its columns.
enum DataFolder {
    private static let mostBytes = 8 << 20

    /// - Throws: a `ProblemList` with file and line
    static func read(_ root: URL) throws -> FrontMatterValue {
        let folder = root.appending(path: "data", directoryHint: .isDirectory)
        let walker = FileManager.default.enumerator(atPath: folder.resolvingSymlinksInPath().path)
        let paths = (walker?.compactMap { $0 as? String } ?? []).sorted()
        var problems = ProblemList()
        var tree = Tree()
        for path in paths where !path.split(separator: "/").contains(where: { $0.hasPrefix(".") }) {
            let url = folder.appending(path: path)
            guard FileStamp(url) != nil, let dot = path.lastIndex(of: ".") else { continue }
            let ending = path[path.index(after: dot)...].lowercased()
            let file = "data/\(path)"
            try problems.collect {
                guard let value = try value(of: url, file: file, ending: ending) else { return }
                let names = path[..<dot].split(separator: "/").map(String.init)
                guard tree.insert(value, at: names[...]) else {
                    throw Problem(
                        at: SourceLocation(file: file),
                        "another file or folder is called 'data.\(names.joined(separator: "."))' too",
                        remedy: "Rename one of the two.")
                }
            }
        }
        try problems.throwIfErrors()
        return tree.value
    }

    private static func value(
        of url: URL, file: String, ending: String
    ) throws -> FrontMatterValue? {
        guard ["yml", "yaml", "json", "toml", "csv"].contains(ending) else { return nil }
        guard let data = try? Data(contentsOf: url), data.count <= mostBytes,
            let text = String(validating: data, as: UTF8.self)
        else {
            throw Problem(
                at: SourceLocation(file: file), "this is not UTF-8 text of at most 8 MiB",
                remedy: "Save it as UTF-8.")
        }
        switch ending {
        case "toml":
            return FrontMatterValue(entries: try FrontMatter(toml: text, file: file).entries)
        case "csv": return try CommaSeparatedTable(text, file: file).value
        case "json": return try FrontMatterValue(json: text, file: file)
        default: return try FrontMatterValue(yaml: text, file: file)
        }
    }

    private struct Tree {
        private var values: [String: FrontMatterValue] = [:]
        private var folders: [String: Tree] = [:]

        mutating func insert(_ value: FrontMatterValue, at path: ArraySlice<String>) -> Bool {
            guard let first = path.first else { return false }
            if path.count == 1 {
                guard values[first] == nil, folders[first] == nil else { return false }
                values[first] = value
                return true
            }
            guard values[first] == nil else { return false }
            return folders[first, default: Tree()].insert(value, at: path.dropFirst())
        }

        var value: FrontMatterValue {
            let all = values.merging(folders.mapValues(\.value)) { own, _ in own }
            return FrontMatterValue(
                entries: all.sorted { $0.key < $1.key }.map {
                    FrontMatterValue.Entry(key: $0.key, value: $0.value)
                })
        }
    }
}
