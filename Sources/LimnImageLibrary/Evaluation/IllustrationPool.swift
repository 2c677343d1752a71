import Foundation

/// The pictures among which an ``IllustrationSet`` is answered: `{"images": [{"path"}]}`, with
/// paths below a root folder.
public struct IllustrationPool: Decodable, Sendable {
    private struct Image: Decodable {
        let path: String
    }

    private let images: [Image]

    /// The paths in the order of the file.
    public var paths: [String] { images.map(\.path) }

    /// The first components of the paths: the library folders, each once, in order.
    public var folders: [String] {
        var folders: [String] = []
        for path in paths {
            let first = String(path.prefix { $0 != "/" })
            if !folders.contains(first) { folders.append(first) }
        }
        return folders
    }

    /// Reads a pool.
    /// - Throws: `LibraryError` if the file cannot be read, is no pool, or names a path that would
    ///   leave the root.
    public static func read(_ file: URL) throws -> IllustrationPool {
        let pool = try decode(IllustrationPool.self, file)
        for path in pool.paths {
            let parts = path.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count > 1, !parts.contains(where: { $0.isEmpty || $0 == ".." }) else {
                throw LibraryError(
                    message: "\(file.path): '\(path)' is no path of a picture below the root",
                    remedy: "Write FOLDER/…/NAME without '..'.")
            }
        }
        return pool
    }

    static func decode<Value: Decodable>(_ type: Value.Type, _ file: URL) throws -> Value {
        guard let data = try? Data(contentsOf: file) else {
            throw LibraryError(
                message: "\(file.path) cannot be read", remedy: "Check that the file exists.")
        }
        do {
            return try JSONDecoder().decode(type, from: data)
        } catch {
            throw LibraryError(
                message: "\(file.path) is not what is expected: \(error)",
                remedy: "Compare it with the documentation of 'limn evaluate illustration'.")
        }
    }
}
