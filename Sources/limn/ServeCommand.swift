import ArgumentParser
import Foundation
import LimnArticles
import LimnPreview
import LimnReview
import LimnSite

/// `limn serve`: shows the site while it is written.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve",
        abstract: "Show the site in a browser, and render again on every change.",
        discussion: """
            Renders into .limn/preview, so that site/ stays as it was published, and serves that \
            folder on this machine alone. When a file of the site is saved, what it touches is \
            rendered again and open pages are reloaded where they were scrolled to; a changed \
            style sheet is exchanged without reloading. While something is wrong, pages show what, \
            with file and line, over the last good render.

            The review page shows an article beside the pictures and versions it could have, and \
            edits, pins and retries parts of it. Only that calls a model, when you ask for it.

            Stop it with Ctrl-C. Exit status: 0 stopped, 1 problems in limn.yml, 2 wrong usage, \
            3 something outside (the port is taken).
            """)

    @Option(help: "The folder of the site, where limn.yml is.")
    var directory = "."

    @Option(help: "The port; 0 for any that is free.")
    var port: UInt16 = 8080

    @Option(help: "The address to listen on; 0.0.0.0 shows the site to the whole network.")
    var host = "127.0.0.1"

    @Option(help: "The model that writes on the review page, by catalog name or path.")
    var model: String?

    @OptionGroup var selection: SelectionOptions

    @Flag(help: "Say nothing but the address and problems.")
    var quiet = false

    func run() async throws {
        try await CommandFailure.reporting {
            let root = URL(filePath: directory, directoryHint: .isDirectory)
            let configuration = try SiteConfiguration.read(in: root)
            let chosen = try selection.selection()
            let isClock = selection.isByClock
            let site = PreviewSite(
                root: root,
                selection: {
                    var selection = chosen
                    if isClock { selection.now = SelectionOptions.clock }
                    return selection
                },
                library: { try LibraryPictureSource($0) })
            let addresses = PageAddresses()
            let review = ReviewRoute(
                root: root,
                models: SiteReviewModels(root: root, writer: model ?? configuration.writer),
                addresses: addresses)
            let server = PreviewServer(site, host: host, port: port, routes: [review])
            let quiet = quiet
            let work = Task {
                try await server.run { event in
                    if case .rendered(.rendered(let report), _) = event { addresses.note(report) }
                    Self.show(event, quiet: quiet)
                }
            }
            let signals = [SIGINT, SIGTERM, SIGHUP].map { Self.source($0) { work.cancel() } }
            defer { signals.forEach { $0.cancel() } }
            do {
                try await work.value
            } catch is CancellationError {
                if !quiet { print("stopped") }
            }
        }
    }

    /// Lets a signal end the work in order instead of the process at once.
    private static func source(
        _ number: Int32, _ end: @escaping @Sendable () -> Void
    ) -> any DispatchSourceSignal {
        signal(number, SIG_IGN)
        let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
        source.setEventHandler(handler: DispatchWorkItem(block: end))
        source.activate()
        return source
    }

    private static func show(_ event: PreviewServer.Event, quiet: Bool) {
        switch event {
        case .listening(let url):
            print("serving \(url.absoluteString) (stop with Ctrl-C)")
            if let review = URL(string: "/_limn/review/", relativeTo: url) {
                print("reviewing articles at \(review.absoluteString)")
            }
        case .rendered(.rendered(let report), let time):
            for warning in report.warnings { CommandFailure.say(warning) }
            guard !quiet else { break }
            let files = report.files
            print(
                "rendered in \(Int(time / .milliseconds(1))) ms: \(files.written) files changed, "
                    + "\(files.removed) removed")
        case .rendered(.refused(let problems), _):
            for problem in problems { CommandFailure.say(problem.description) }
        }
        fflush(nil)
    }
}
