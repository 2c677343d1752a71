import ArgumentParser
import Foundation
import LimnArticles
import LimnSite

/// `limn build`: compose what is stale, then render.
struct BuildCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "build", abstract: "Compose what is stale, then render the site.")

    @Option(help: "The model that writes, by catalog name or path of a file or published folder.")
    var model: String?

    @OptionGroup var viewer: ViewerOptions

    @Option(help: "How many threads work; all processors if not given.")
    var threads: Int?

    @OptionGroup var selection: SelectionOptions
    @OptionGroup var library: LibraryOptions
    @OptionGroup var output: OutputOptions

    private struct Report: Encodable {
        let composed: [CompositionRun.Report]
        let rendered: RenderReport
    }

    func run() async throws {
        try await CommandFailure.reporting {
            let root = URL(filePath: library.directory, directoryHint: .isDirectory)
            let configuration = try SiteConfiguration.read(in: root)
            let composed = try await CompositionRun(
                configuration: configuration, model: model, threads: threads, library: library,
                output: output, viewer: viewer.viewer
            ).compose([])
            try composed.problems.throwIfErrors()
            let rendered = try await RenderCommand.render(
                configuration, pictures: try LibraryPictureSource(configuration),
                selection: try selection.selection(),
                output)
            if output.format == .json {
                try ModelsCommand.printJSON(Report(composed: composed.reports, rendered: rendered))
            } else {
                try RenderCommand.show(rendered, output)
            }
        }
    }
}
