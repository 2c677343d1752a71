import ArgumentParser
import Foundation
import LimnArticles
import LimnComposer
import LimnEngine
import LimnImageLibrary
import LimnModelFiles
import LimnVisionModels

extension EvaluateCommand {
    /// `limn evaluate xcomposer`: an article as InternLM-XComposer composes it.
    struct Demo: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "xcomposer",
            abstract: "Let InternLM-XComposer compose an illustrated article by its own prompts.",
            discussion: """
                The five stages run with the prompts, beams, penalties and limits of the model's web \
                demo: the text from the title, places for pictures, captions, four candidates of the \
                library a place, and a choice that looks at them. Markdown on standard output, or \
                with --format json everything that was asked and answered.

                Places, captions and choices are held to what is possible, which the demo does not do; \
                --faithful reproduces it exactly, mistakes included.
                """)

        @Option(help: "The title.") var title: String

        @Option(help: "A file with the text, one paragraph a line, instead of one by the model.")
        var text: String?

        @Option(help: "How many pictures; the model chooses places and pictures if not given.")
        var pictures: Int?

        @Flag(help: "Reproduce the demo exactly.") var faithful = false

        @Option(help: "A file in which answers are kept, so that an interrupted run goes on.")
        var journal: String?

        @OptionGroup var model: ModelOptions
        @OptionGroup var library: LibraryOptions
        @OptionGroup var output: OutputOptions

        func validate() throws {
            guard (pictures ?? 1) > 0 else { throw ValidationError("--pictures is below 1") }
        }

        func run() async throws {
            try await CommandFailure.reporting {
                let text = try text.map { path in
                    guard let data = try? Data(contentsOf: URL(filePath: path)) else {
                        throw ValidationError("\(path) cannot be read; check that it exists")
                    }
                    return String(decoding: data, as: UTF8.self)
                }
                let images = try library.library()
                _ = try library.scan(images, quiet: true)
                let search = try library.search(images, quiet: output.quiet)
                let composition = XComposerComposition(
                    writer: try writer(images), library: LibraryPictures(images, search: search),
                    language: .chinese, isFaithful: faithful,
                    journal: journal.map { URL(filePath: $0) })
                let article = try await composition.compose(
                    title: title, text: text, count: pictures)
                switch output.format {
                case .json: try ModelsCommand.printJSON(article)
                case .text: print(article.markdown)
                }
            }
        }

        private func writer(_ images: ImageLibrary) throws -> XComposerWriter {
            let path = try model.folder ?? model.file()
            let chat = try XComposerChat(path, threads: model.threads)
            let weights =
                model.folder?.appending(path: "config.json") ?? path
            return XComposerWriter(
                chat.model, tokenizer: chat.pieces,
                identity: WriterIdentity(
                    name: path.lastPathComponent,
                    sha256: try ModelsCommand.store().sha256(of: weights))
            ) { id in
                guard let record = try images.record(id: id) else {
                    throw LibraryError.unknownPicture(id)
                }
                return URL(filePath: record.path)
            }
        }
    }
}

extension XComposerComposition.Article {
    /// The article as Markdown, pictures by their IDs.
    fileprivate var markdown: String {
        var blocks = ["# \(title)"]
        for (index, paragraph) in paragraphs.enumerated() {
            blocks.append(paragraph)
            for figure in figures where figure.position == index {
                if let picture = figure.picture {
                    blocks.append("![\(figure.caption)](<\(picture)>)")
                }
            }
        }
        return blocks.joined(separator: "\n\n")
    }
}
