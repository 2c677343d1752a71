import Foundation
import LimnArticles

/// The files of `static/`, which are published as they are.
struct StaticFiles: Sendable {
    let folder: URL
    /// Paths in the folder, which are also those in the site.
    let paths: Set<String>

    static let empty = StaticFiles(folder: URL(filePath: "/dev/null"), paths: [])

    private init(folder: URL, paths: Set<String>) {
        self.folder = folder
        self.paths = paths
    }

    /// Looks what there is; hidden files stay where they are, `.well-known` aside.
    init(in root: URL) {
        let folder = root.appending(path: "static", directoryHint: .isDirectory)
        let walker = FileManager.default.enumerator(atPath: folder.resolvingSymlinksInPath().path)
        var paths: Set<String> = []
        while let path = walker?.nextObject() as? String {
            let isHidden = path.split(separator: "/").contains {
                $0.hasPrefix(".") && $0 != ".well-known"
            }
            if isHidden {
                walker?.skipDescendants()
            } else if FileStamp(folder.appending(path: path)) != nil {
                paths.insert(path)
            }
        }
        self.init(folder: folder, paths: paths)
    }

    func url(_ path: String) -> URL { folder.appending(path: path) }
}
