import ArgumentParser
import Foundation
import LimnArticles
import LimnEngine
import LimnImageLibrary
import LimnModelFiles
import LimnSite
import LimnTextModels
import LimnVisionModels

/// `limn library`: indexing the image library and looking things up in it.
struct LibraryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "library",
        abstract: "Index the image library, search it, check it, and show what is known.",
        subcommands: [Index.self, Search.self, Show.self, Check.self, Describe.self, Export.self])

    /// Runs `body`, and turns the errors of the library and the models into exit statuses.
    static func reportingErrors(_ body: () throws -> Void) throws {
        do {
            try ModelsCommand.reportingErrors(body)
        } catch let error as LibraryError {
            FileHandle.standardError.write(Data("error: \(error)\n".utf8))
            throw ExitCode(3)
        } catch let error as ProblemList {
            FileHandle.standardError.write(Data("\(error)\n".utf8))
            throw ExitCode(1)
        }
    }
}

/// Which library a command works on.
struct LibraryOptions: ParsableArguments {
    /// The embedding model where neither the command nor the site names one.
    static let defaultEmbedder = "multilingual-e5-small"
    /// The model that looks at pictures where neither names one.
    static let defaultLooker = "efficientnet-lite0"

    @Option(help: "The folder of the site.") var directory = "."

    @Option(help: "A library folder, instead of those of limn.yml. May be given several times.")
    var folder: [String] = []

    @Option(help: "With --folder: a pattern of paths to leave out. May be given several times.")
    var exclude: [String] = []

    @Option(help: "The index file; .limn/library.sqlite of the site if not given.")
    var database: String?

    @Option(help: "The embedding model, instead of that of limn.yml.")
    var embedder: String?

    @Option(
        help: """
            The model that looks at pictures, instead of that of limn.yml: efficientnet-lite0, or the \
            folder of a CLIP, SigLIP or Chinese-CLIP.
            """)
    var looker: String?

    @Flag(help: "Search by words alone, without an embedding model.")
    var wordsOnly = false

    private var root: URL { URL(fileURLWithPath: directory).standardizedFileURL }

    private func configuration() throws -> SiteConfiguration? {
        folder.isEmpty ? try SiteConfiguration.read(in: root) : nil
    }

    /// Opens the index.
    func library() throws -> ImageLibrary {
        let configuration = try configuration()
        let folders =
            configuration?.libraryFolders.map { root.appendingPathComponent($0) }
            ?? folder.map { URL(fileURLWithPath: $0) }
        return try ImageLibrary(
            database: database.map { URL(fileURLWithPath: $0) }
                ?? root.appendingPathComponent(".limn/library.sqlite"),
            folders: folders, exclude: configuration?.libraryExclude ?? exclude,
            languages: configuration?.languages.map(\.code) ?? ["en", "zh"],
            requiresLicence: configuration?.libraryRequiresLicence ?? false)
    }

    /// Scans the folders, showing how far it is.
    func scan(_ library: ImageLibrary, quiet: Bool) throws -> ScanReport {
        let progress = CountProgress("reading pictures", isQuiet: quiet)
        let report = try library.scan { progress.show($0.done, of: $0.total) }
        progress.finish()
        if !quiet {
            for problem in report.problems {
                FileHandle.standardError.write(Data("\(problem)\n".utf8))
            }
        }
        return report
    }

    /// A search over the library, with the models and dictionaries that are on this machine.
    func search(
        _ library: ImageLibrary, knowledge: ImageSearch.Knowledge = .everything, quiet: Bool
    ) throws -> ImageSearch {
        let progress = CountProgress("preparing the search", isQuiet: quiet)
        defer { progress.finish() }
        return try ImageSearch(library: library, helpers: helpers(), knowledge: knowledge) {
            progress.show($1, of: $2)
        }
    }

    /// Looks at the pictures and embeds the texts that no search has yet.
    func prepare(_ library: ImageLibrary, quiet: Bool) throws -> ImageSearch.Preparation {
        let progress = CountProgress("looking at pictures and texts", isQuiet: quiet)
        let report = try ImageSearch.prepare(library, helpers: try helpers()) {
            progress.show($1, of: $2)
        }
        progress.finish()
        if !quiet {
            for problem in report.problems {
                FileHandle.standardError.write(Data("\(problem)\n".utf8))
            }
        }
        return report
    }

    private func helpers() throws -> ImageSearch.Helpers {
        let store = try ModelsCommand.store()
        var helpers = ImageSearch.Helpers()
        helpers.english = try? WordNet(folder: WordNet.debianFolder)
        if let file = Self.files(of: "cc-cedict", in: store).first {
            helpers.chinese = try ChineseDictionary(gzip: file)
        }
        guard !wordsOnly else { return helpers }
        helpers.embedder = try loadEmbedder(store)
        helpers.classes = try Self.classTexts(store)
        helpers.looker = try loadLooker(store, hasClasses: helpers.classes != nil)
        return helpers
    }

    /// The model that the command or the site names, or the classifier where it was fetched.
    private func loadLooker(
        _ store: ModelStore, hasClasses: Bool
    ) throws -> (any PictureLooker)? {
        let named = try looker ?? configuration()?.libraryLooker
        guard let named, named != Self.defaultLooker else {
            guard hasClasses, let file = try? store.resolve(Self.defaultLooker) else { return nil }
            return LibraryLooker(
                try EfficientNetLite(file: file), modelHash: try store.sha256(of: file))
        }
        let beside = root.appendingPathComponent(named)
        let place =
            FileManager.default.fileExists(atPath: beside.path) ? beside : try store.resolve(named)
        if TwoTowerModel.canLoad(folder: place) {
            let model = try TwoTowerModel(folder: place)
            let hashes = try model.files.map { try store.sha256(of: $0) }
            return LibraryTowers(model, modelHash: hashes.joined(separator: "+"))
        }
        return LibraryLooker(
            try EfficientNetLite(file: place), modelHash: try store.sha256(of: place))
    }

    /// The files of a catalog entry; none if it was not fetched.
    private static func files(of name: String, in store: ModelStore) -> [URL] {
        (try? store.catalog.entry(named: name)).flatMap { try? store.resolveFiles(of: $0) } ?? []
    }

    private static func classTexts(_ store: ModelStore) throws -> ClassTexts? {
        let english = files(of: "imagenet-class-names", in: store)
        let others = files(of: "imagenet-class-names-translated", in: store)
        guard english.count >= 2, let chinese = others.first else { return nil }
        return try ClassTexts.imageNet(
            names: english[0], descriptions: english[1], chinese: chinese)
    }

    private func loadEmbedder(_ store: ModelStore) throws -> LibraryEmbedder {
        let name = try embedder ?? configuration()?.embedder ?? Self.defaultEmbedder
        let file = try store.resolve(name)
        return LibraryEmbedder(
            try TextEmbedder.load(file), modelHash: try store.sha256(of: file))
    }
}
