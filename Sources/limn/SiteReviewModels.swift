import ArgumentParser
import Foundation
import LimnArticles
import LimnComposer
import LimnEngine
import LimnImageLibrary
import LimnReview
import LimnSite

/// The models and pictures of a site for its review page, loaded when they are first wanted and
/// kept until `limn.yml` changes.
actor SiteReviewModels: ReviewModels {
    private struct Loaded {
        let configuration: SiteConfiguration
        var composer: Composer?
        var index: ImageLibrary?
        var pictures: LibraryPictures??
    }

    nonisolated let writer: String
    private let root: URL
    private var loaded: Loaded?

    init(root: URL, writer: String) {
        self.root = root
        self.writer = writer
    }

    func composer() async throws -> Composer {
        let run = try run()
        if let composer = loaded?.composer { return composer }
        let composer = try run.composer(pictures: try found(run))
        loaded?.composer = composer
        return composer
    }

    func candidates(for wish: PictureWish, limit: Int) async throws -> [PictureCard] {
        try await found(try run())?.candidates(for: wish, limit: limit) ?? []
    }

    func card(of picture: String) async throws -> PictureCard? {
        try index()?.record(id: picture).map { PictureCard($0) }
    }

    func thumbnail(of picture: String, width: Int) async throws -> Data? {
        try index().flatMap { try LibraryThumbnails($0).jpeg(of: picture, width: width) }
    }

    /// What is known of the pictures, without the models that search them.
    private func index() throws -> ImageLibrary? {
        let run = try run()
        guard !run.configuration.libraryFolders.isEmpty else { return nil }
        if let index = loaded?.index { return index }
        let index = try run.library.library()
        loaded?.index = index
        return index
    }

    private func found(_ run: CompositionRun) throws -> LibraryPictures? {
        if let pictures = loaded?.pictures { return pictures }
        let pictures = try run.pictures()
        loaded?.pictures = .some(pictures)
        return pictures
    }

    /// How the site composes, as `limn.yml` says now.
    private func run() throws -> CompositionRun {
        let configuration = try SiteConfiguration.read(in: root)
        if loaded?.configuration != configuration { loaded = Loaded(configuration: configuration) }
        return CompositionRun(
            configuration: configuration, model: writer, threads: nil,
            library: try LibraryOptions.parse(["--directory", root.path]),
            output: try OutputOptions.parse(["--quiet"]))
    }
}
