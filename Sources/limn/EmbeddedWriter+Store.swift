import Foundation
import LimnArticles
import LimnComposer
import LimnEngine
import LimnModelFiles

extension EmbeddedWriter {
    /// The writer of a model by its name in the catalog, or by its path.
    /// - Throws: what the model store throws.
    init(model name: String, threads: Int? = nil) throws {
        let store = try ModelsCommand.store()
        let file = try store.resolve(name)
        self.init(
            file: file,
            identity: WriterIdentity(
                name: name.contains("/") ? file.deletingPathExtension().lastPathComponent : name,
                sha256: try store.sha256(of: file)),
            threads: threads)
    }
}
