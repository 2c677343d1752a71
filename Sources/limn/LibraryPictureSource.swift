import Foundation
import LimnArticles
import LimnImageLibrary
import LimnSite

/// The image library as the site's pictures: the file with its credit and licence.
struct LibraryPictureSource: PictureSource {
    private let library: ImageLibrary?
    private let language: String

    /// Opens and refreshes the index of a site's library; no model is needed for that.
    init(_ configuration: SiteConfiguration) throws {
        language = configuration.defaultLanguage.primary
        guard !configuration.libraryFolders.isEmpty else {
            library = nil
            return
        }
        let index = try ImageLibrary(
            database: configuration.cacheFolder.appending(path: "library.sqlite"),
            folders: configuration.libraryFolders.map { configuration.root.appending(path: $0) },
            exclude: configuration.libraryExclude,
            languages: configuration.languages.map(\.code))
        _ = try index.scan()
        library = index
    }

    func picture(id: String) throws -> SitePicture? {
        guard let record = try library?.record(id: id) else { return nil }
        return SitePicture(
            file: URL(filePath: record.path), credit: record.credit, creditURL: record.source,
            licence: record.licence, alternativeText: record.caption(in: language))
    }
}
