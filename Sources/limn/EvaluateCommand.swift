import ArgumentParser
import Foundation
import LimnArticles
import LimnComposer
import LimnEngine
import LimnImageLibrary
import LimnSite

/// `limn evaluate`: measuring against labelled sets.
struct EvaluateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Measure how well pictures are found, and how well models write.",
        subcommands: [
            Illustration.self, Drafts.self, Articles.self, Comprehension.self, Demo.self,
        ])

    struct Illustration: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Answer a set of labelled slots from a pool of pictures, and score it.",
            discussion: """
                The pool is indexed and searched as any library. Pictures chosen earlier in an \
                article are not proposed again, and those that go with them are proposed first.
                """)

        @Option(help: "The labelled slots: a JSON file.") var set: String
        @Option(help: "The pool of pictures: a JSON file.") var pool: String
        @Option(help: "The folder that the pool's paths begin in.") var root: String

        @Flag(help: "Hide captions, sidecars, file and folder names from the search.")
        var pixelsOnly = false

        @Option(help: "Where the pool's index is kept; a temporary file if not given.")
        var database: String?

        @Option(help: "The embedding model.") var embedder = LibraryOptions.defaultEmbedder

        @Option(help: "The model that looks at pictures, by name or path.")
        var looker = LibraryOptions.defaultLooker

        @Option(
            help: """
                The language model that weighs the names of what is found, and chooses; that which \
                writes where a site names none, if not given.
                """)
        var model: String?

        @Flag(help: "Take what the search finds, without a language model.")
        var searchOnly = false

        @Option(help: "Write what the scores are made of to this file, for learning the weights.")
        var features: String?

        @Flag(help: "Also print each slot with its choice.") var verbose = false

        @OptionGroup var output: OutputOptions

        func run() async throws {
            try await CommandFailure.reporting {
                let set = try IllustrationSet.read(URL(filePath: set))
                let known = try IllustrationPool.read(URL(filePath: pool))
                let scratch = FileManager.default.temporaryDirectory
                    .appending(path: "limn-evaluate-\(UUID().uuidString)")
                defer { try? FileManager.default.removeItem(at: scratch) }
                let library = try ImageLibrary(
                    database: database.map { URL(filePath: $0) }
                        ?? scratch.appending(path: "library.sqlite"),
                    folders: known.folders.map {
                        URL(filePath: root).appending(path: $0).resolvingSymlinksInPath()
                    }, only: Set(known.paths))
                let search = try prepare(library, known)
                if let features { try write(set, search, to: URL(filePath: features)) }
                var pictures = LibraryPictures(library, search: search)
                let writer = try writer()
                if let writer { pictures = try pictures.helped(by: writer) }
                var outcomes: [IllustrationScores.Outcome] = []
                for article in set.articles {
                    outcomes += try await answer(article, from: pictures, writer: writer)
                }
                try report(IllustrationScores(outcomes))
            }
        }

        private func prepare(
            _ library: ImageLibrary, _ pictures: IllustrationPool
        ) throws -> ImageSearch {
            let options = try LibraryOptions.parse([
                "--embedder", embedder, "--looker", looker,
            ])
            let isQuiet = output.quiet || output.format == .json
            _ = try options.scan(library, quiet: isQuiet)
            let known = Set(try library.records().map(\.id))
            if let missing = pictures.paths.first(where: { !known.contains($0) }) {
                throw LibraryError(
                    message: "the pool's picture \(missing) is not below \(root)",
                    remedy: "Install the packages that the pool names, or correct --root.")
            }
            return try options.search(
                library, knowledge: pixelsOnly ? .pixels : .everything, quiet: isQuiet)
        }

        /// Answers an article's slots in order, as `limn compose` searches and chooses.
        private func answer(
            _ article: IllustrationSet.Article, from pictures: LibraryPictures,
            writer: EmbeddedWriter?
        ) async throws -> [IllustrationScores.Outcome] {
            var outcomes: [IllustrationScores.Outcome] = []
            var used: Set<String> = []
            var chosen: [PictureCard] = []
            for slot in article.slots {
                let wish = PictureWish(
                    caption: slot.caption, context: article.context(of: slot),
                    title: article.title, language: LanguageTag(article.language) ?? .english)
                let found = try await pictures.ordered(
                    pictures.candidates(for: wish, limit: PictureWish.candidates + used.count),
                    beside: chosen.reversed()
                ).filter { !used.contains($0.id) }
                var choice = found.first
                if let writer {
                    let question = PictureChoice(
                        title: article.title, paragraph: wish.context, wanted: wish.caption,
                        language: wish.language, chosen: chosen)
                    // Every place of a set wants a picture, so none is no answer.
                    choice = try await question.choose(among: found, writer: writer) ?? choice
                }
                let outcome = IllustrationScores.Outcome(
                    slot: slot, language: article.language, ranking: found.map(\.id),
                    choice: choice?.id)
                if let choice {
                    used.formUnion([choice.id] + choice.lookalikes)
                    chosen.append(choice)
                }
                outcomes.append(outcome)
                if verbose {
                    CommandFailure.say(
                        "\(outcome.rank.map(String.init) ?? "-")\t\(slot.caption)\t"
                            + "\(outcome.choice ?? "-")\t\(slot.best)")
                }
            }
            return outcomes
        }

        /// The model that helps, where it was fetched.
        private func writer() throws -> EmbeddedWriter? {
            guard !searchOnly else { return nil }
            if let model { return try EmbeddedWriter(model: model) }
            do {
                return try EmbeddedWriter(model: SiteConfiguration.usualWriter)
            } catch {
                CommandFailure.say("note: without a language model, since \(error)")
                return nil
            }
        }

        /// One JSON object a line for each slot: the features of every picture of the pool.
        private func write(
            _ set: IllustrationSet, _ search: ImageSearch, to file: URL
        ) throws {
            struct Line: Encodable {
                let article: String
                let slot: Int
                let features: [String: [Float]]
            }
            var text = Data()
            text += try JSONEncoder().encode(search.pictureIDs) + Data("\n".utf8)
            for article in set.articles {
                for (index, slot) in article.slots.enumerated() {
                    let features = try search.features(
                        of: ImageQuery(
                            text: slot.caption, language: article.language,
                            context: article.context(of: slot), title: article.title,
                            company: article.slots[..<index].map(\.best).reversed()))
                    text += try JSONEncoder().encode(
                        Line(
                            article: article.id, slot: index,
                            features: features.mapValues { $0.map(Float.init) }))
                    text += Data("\n".utf8)
                }
            }
            try text.write(to: file, options: .atomic)
        }

        private func report(_ scores: IllustrationScores) throws {
            if output.format == .json {
                return try JSONOutput.write(
                    Dictionary(uniqueKeysWithValues: scores.rows.map { ($0.name, $0.row) }))
            }
            func percent(_ share: Double) -> String {
                String(repeating: " ", count: share < 0.0995 ? 2 : share < 0.9995 ? 1 : 0)
                    + "\((share * 100).rounded()) %".replacing(".0", with: "")
            }
            print("         Hit@1  best@1     R@4    R@10   slots")
            for (name, row) in scores.rows {
                let values = [row.hit, row.best, row.recall4, row.recall10].map {
                    "   " + percent($0)
                }
                let padding = String(repeating: " ", count: max(0, 6 - name.count))
                print("\(name)\(padding)\(values.joined())   \(row.slots)")
            }
        }
    }
}
