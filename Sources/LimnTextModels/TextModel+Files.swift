import Foundation
import LimnModelFiles
import LimnTensors

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

    /// How many numbers a model consists of, without loading it; of a published folder an estimate, since
    /// those have two bytes each as a rule.
    ///
    /// - Throws: `ModelFileError` or `MappedBufferError` where the file cannot be read.
    public static func parameterCount(of path: URL) throws -> Int {
        guard Checkpoint.isFolder(path) else {
            return try GGUFFile(path).tensors.reduce(0) { $0 + $1.shape.elementCount }
        }
        return try WeightFolder(path).locations.reduce(0) { sum, file in
            try sum + (file.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0) / 2
        }
    }
}
