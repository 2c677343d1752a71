import ArgumentParser
import Foundation
import LimnArticles
import LimnSite

/// `limn render`: manuscripts, pictures and templates in, the site out. Calls no model.
struct RenderCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "render",
        abstract: "Render the site from its manuscripts, without calling a model.",
        discussion: """
            Writes site/ in one step: when anything is wrong, every problem is listed with file \
            and line, and the old site stays as it was. Exit status: 0 done, 1 problems in the \
            content, 2 wrong usage, 3 something outside.
            """)

    @Option(help: "The folder of the site, where limn.yml is.")
    var directory = "."

    @OptionGroup var selection: SelectionOptions
    @OptionGroup var output: OutputOptions

    init() {}

    /// The command with all its defaults, `--quiet` aside, as the parser would make it.
    init(quiet: Bool) {
        directory = "."
        var selection = SelectionOptions()
        selection.drafts = false
        selection.future = false
        selection.now = nil
        self.selection = selection
        var output = OutputOptions()
        output.format = .text
        output.quiet = quiet
        self.output = output
    }

    func run() async throws {
        try await CommandFailure.reporting {
            let root = URL(filePath: directory, directoryHint: .isDirectory)
            let configuration = try SiteConfiguration.read(in: root)
            let report = try await Self.render(
                configuration, pictures: try LibraryPictureSource(configuration),
                selection: try selection.selection(),
                output)
            try Self.show(report, output)
        }
    }

    /// What a render leaves in memory. It ends with the process: taking it apart piece by piece
    /// would only delay that.
    private static let session = RenderSession()

    /// Renders with a progress line on a terminal.
    static func render(
        _ configuration: SiteConfiguration, pictures: any PictureSource,
        selection: PageSelection, _ output: OutputOptions
    ) async throws -> RenderReport {
        let line = RenderProgressLine(
            isShown: !output.quiet && output.format == .text && isatty(STDERR_FILENO) == 1)
        defer { line.clear() }
        let log: (String) -> Void = { text in
            if !output.quiet { CommandFailure.say(text) }
        }
        try BuildHooks.run(configuration.hooks.before, in: configuration.root, log: log)
        let renderer = SiteRenderer(
            configuration, pictures: pictures, selection: selection, session: session
        ) {
            line.show($0)
        }
        let report = try await renderer.render()
        line.clear()
        try BuildHooks.run(configuration.hooks.after, in: configuration.root, log: log)
        return report
    }

    /// Prints what was done.
    static func show(_ report: RenderReport, _ output: OutputOptions) throws {
        if output.format == .json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            print(String(decoding: try encoder.encode(report), as: UTF8.self))
            return
        }
        for warning in report.warnings { CommandFailure.say(warning) }
        guard !output.quiet else { return }
        let cached = report.pages.count { $0.cached }
        print(
            "rendered \(report.pages.count) pages (\(cached) unchanged), "
                + "\(report.pictures.encoded + report.pictures.cached) pictures "
                + "(\(report.pictures.cached) unchanged), in \(report.seconds) s")
        for page in report.absent { print("left out \(page.source): \(page.reason)") }
    }
}

/// One line on the terminal that says how far rendering is.
private final class RenderProgressLine: Sendable {
    private let isShown: Bool

    init(isShown: Bool) {
        self.isShown = isShown
    }

    func show(_ progress: SiteRenderer.Progress) {
        switch progress {
        case .step(let name): write(name)
        case .pictures(let done, let all): write("Pictures: \(done) of \(all)")
        }
    }

    func clear() { write("") }

    private func write(_ text: String) {
        guard isShown else { return }
        FileHandle.standardError.write(Data("\r\u{1B}[K\(text)".utf8))
    }
}
