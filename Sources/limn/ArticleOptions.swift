import ArgumentParser
import Foundation
import LimnArticles
import LimnComposer
import LimnSite

/// Which article a command is about.
struct ArticleOptions: ParsableArguments {
    @Argument(help: "The article: its brief, a manuscript, or content/NAME.")
    var article: String

    @Option(help: "The folder of the site.")
    var directory = "."

    var root: URL { URL(filePath: directory, directoryHint: .isDirectory) }

    func configuration() throws -> SiteConfiguration { try SiteConfiguration.read(in: root) }

    func files() throws -> ArticleFiles {
        try ArticleFiles(brief: ArticleFiles.brief(of: article, in: root), project: root)
    }
}

/// A place in an article: section and paragraph, counted from 1, as `2.1`.
struct ArticlePlace: ExpressibleByArgument {
    var slot: Slot

    init?(argument: String) {
        guard let slot = Slot(place: argument) else { return nil }
        self.slot = slot
    }
}
