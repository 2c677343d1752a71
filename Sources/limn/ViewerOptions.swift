import ArgumentParser
import Foundation
import LimnArticles
import LimnComposer
import LimnEngine
import LimnModelFiles
import LimnSite
import LimnVisionModels

/// Which model that sees chooses and describes pictures while articles are composed.
struct ViewerOptions: ParsableArguments {
    @Option(
        help: """
            A model that sees, which chooses among pictures and describes those that nobody has \
            described by looking at them; instead of that of limn.yml. none for no such model.
            """)
    var viewer: String?
}

extension CompositionRun {
    /// The model that sees, as the command or `limn.yml` names it; `nil` for none.
    ///
    /// - Throws: `ModelFileError` with a remedy if its folder or file is none of a model that sees.
    func visionViewer() throws -> VisionViewer? {
        guard let name = viewer ?? configuration.viewer, name != "none" else { return nil }
        let store = try ModelsCommand.store()
        let places = [
            configuration.root.appending(path: name),
            URL(filePath: (name as NSString).expandingTildeInPath),
        ]
        let place =
            try places.first { FileManager.default.fileExists(atPath: $0.path) }
            ?? store.resolve(name)
        let files = try VisionLanguageModels.files(of: place)
        let hashes = try files.map { try store.sha256(of: $0) }
        let threads = threads
        return VisionViewer(
            identity: WriterIdentity(
                name: name.contains("/") ? place.deletingPathExtension().lastPathComponent : name,
                sha256: hashes.joined(separator: "+")),
            languages: try VisionLanguageModels.languages(of: place),
            picture: try pictureFile(),
            model: { try VisionLanguageModels.load(place, splits: false, threads: threads) })
    }
}
