import Foundation
import LimnArticles
import LimnComposer
import LimnEngine
import LimnModelFiles
import LimnTextModels

extension EmbeddedWriter {
    /// The writer of a model by its name in the catalog, or by the path of its file or published folder.
    ///
    /// - Parameters:
    ///   - name: The name or path.
    ///   - root: The site's folder, where paths of `limn.yml` begin.
    ///   - cache: How finely keys and values are kept; other texts come of it, so it is part of the identity.
    ///   - threads: How many threads work; all processors if `nil`.
    /// - Throws: what the model store throws.
    init(
        model name: String, in root: URL? = nil, cache: CachePrecision = .f16, threads: Int? = nil
    ) throws {
        let store = try ModelsCommand.store()
        let place = try ModelOptions.location(of: name, in: root)
        let files = try TextModel.files(of: place)
        let isFolder = files != [place]
        let plain = isFolder ? place : place.deletingPathExtension()
        let hash = try store.sha256(of: files)
        self.init(
            file: place,
            identity: WriterIdentity(
                name: isFolder || name.contains("/") ? plain.lastPathComponent : name,
                sha256: cache == .f16 ? hash : "\(hash)+\(cache.rawValue)"),
            cache: cache, threads: threads)
    }
}
