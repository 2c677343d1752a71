import Foundation
import LimnModelFiles

extension TextModel {
    /// The files that say what a model computes: the file itself, or of a published folder its weights,
    /// configuration and tokenizer, by name.
    ///
    /// - Throws: As ``load(_:threads:precision:cache:adapters:)`` where a folder's weights cannot be found.
    public static func files(of path: URL) throws -> [URL] {
        guard Checkpoint.isFolder(path) else { return [path] }
        let names = try FileManager.default.contentsOfDirectory(atPath: path.path).filter { name in
            ["json", "jinja", "model"].contains { name.hasSuffix("." + $0) }
        }
        let described = names.map { path.appending(path: $0) }
        return (described + (try WeightFolder(path).locations)).sorted { $0.path < $1.path }
    }
}
