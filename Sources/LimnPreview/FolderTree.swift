import Foundation

/// Walks the folders that are watched.
struct FolderTree: Sendable {
    /// Where to begin.
    let roots: [URL]
    /// Folders that are left out, with all in them.
    let ignored: [URL]

    /// All folders from the roots down, each once however it is reached; hidden ones are left out.
    /// Symbolic links to folders are followed, since pictures often lie elsewhere.
    func folders() -> [String] {
        let left = Set(ignored.map { $0.resolvingSymlinksInPath().path })
        var found: [String] = []
        var seen: Set<String> = []
        var waiting = roots.map(\.path).reversed().map { $0 }
        while let path = waiting.popLast() {
            let real = URL(filePath: path).resolvingSymlinksInPath().path
            guard !left.contains(real), seen.insert(real).inserted else { continue }
            guard let names = try? FileManager.default.contentsOfDirectory(atPath: path) else {
                continue
            }
            found.append(path)
            for name in names.sorted(by: >) where !name.hasPrefix(".") {
                let child = path + "/" + name
                var status = stat()
                if stat(child, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
                    waiting.append(child)
                }
            }
        }
        return found
    }

    /// Whether a change of a file with this name concerns nobody: hidden files, and those that
    /// editors write beside the one that is edited.
    static func isNoise(_ name: String) -> Bool {
        name.hasPrefix(".") || name.hasSuffix("~") || name.hasSuffix(".swp")
            || name.hasSuffix(".swx") || name.hasSuffix(".tmp") || name == "4913"
    }
}
