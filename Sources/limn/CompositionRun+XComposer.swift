import Foundation
import LimnArticles
import LimnComposer
import LimnEngine
import LimnImageLibrary
import LimnModelFiles
import LimnSite
import LimnVisionModels

extension CompositionRun {
    /// The file or folder of the model that writes, where that is an InternLM-XComposer.
    func xcomposer() throws -> URL? {
        let name = model ?? configuration.writer
        // Whatever cannot be found is told when it is loaded as another model.
        guard let place = try? ModelOptions.location(of: name, in: configuration.root),
            (try? VisionLanguageModels.isXComposer(place)) == true
        else { return nil }
        return place
    }

    /// What composes this site's articles with an InternLM-XComposer: the model writes and chooses in its
    /// own dialect, and describes pictures unless another model that sees is named.
    func composer(of place: URL, pictures: LibraryPictures?) throws -> Composer {
        let store = try ModelsCommand.store()
        let hashes = try VisionLanguageModels.files(of: place).map { try store.sha256(of: $0) }
        let name = model ?? configuration.writer
        let identity = WriterIdentity(
            name: name.contains("/") ? place.deletingPathExtension().lastPathComponent : name,
            sha256: hashes.joined(separator: "+"))
        let shared = SharedXComposer(place, threads: threads)
        let picture = try pictureFile()
        let author = XComposerAuthor(shared, identity: identity, picture: picture)
        var viewer: VisionViewer?
        if pictures != nil {
            viewer = try visionViewer()
            let isWanted = (self.viewer ?? configuration.viewer) != "none"
            // Two of the same model would take twice its memory.
            if isWanted, viewer == nil || viewer?.identity.sha256 == identity.sha256 {
                viewer = VisionViewer(
                    identity: identity, languages: try VisionLanguageModels.languages(of: place),
                    picture: picture, model: { try shared.chat() })
            }
        }
        return Composer(
            writer: author, dialect: author, library: pictures, viewer: viewer,
            siteLanguages: configuration.languages)
    }

    /// Tells the file of a picture of the library by its ID.
    func pictureFile() throws -> @Sendable (String) throws -> URL {
        let index = try library.library()
        return { id in
            guard let record = try index.record(id: id) else {
                throw LibraryError.unknownPicture(id)
            }
            return URL(filePath: record.path)
        }
    }
}
