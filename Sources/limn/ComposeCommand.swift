import ArgumentParser
import Foundation
import LimnArticles
import LimnComposer
import LimnSite

/// `limn compose`: briefs to manuscripts and records.
struct ComposeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compose",
        abstract: "Write and illustrate what the briefs ask for and is not there yet.",
        discussion: """
            Only what is stale is made anew; text that you edited stays. Composing can be \
            interrupted at any time and goes on where it stopped.
            """)

    @Argument(help: "Briefs, as paths from the site's folder; all if none is given.")
    var briefs: [String] = []

    @Option(help: "The model that writes, by catalog name or path of a file or published folder.")
    var model: String?

    @OptionGroup var viewer: ViewerOptions

    @Option(help: "How many threads work; all processors if not given.")
    var threads: Int?

    @Option(help: "How many articles are in work at a time.")
    var sideBySide = 8

    @OptionGroup var retry: RetryOptions

    @Flag(help: "List what is stale and why, and what it would take; calls no model.")
    var plan = false

    @Flag(help: "Show what would change in the files, and write nothing.")
    var dryRun = false

    @OptionGroup var library: LibraryOptions
    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard (1...64).contains(sideBySide) else {
            throw ValidationError("--side-by-side is between 1 and 64")
        }
    }

    func run() async throws {
        try await CommandFailure.reporting {
            let root = URL(filePath: library.directory, directoryHint: .isDirectory)
            let run = CompositionRun(
                configuration: try SiteConfiguration.read(in: root), model: model,
                threads: threads, library: library, output: output,
                retry: try retry.wish(briefs: briefs.count), isDryRun: dryRun,
                sideBySide: sideBySide, viewer: viewer.viewer)
            let wanted = try briefs.map { try ArticleFiles.brief(of: $0, in: root) }
            if plan {
                let plans = try await run.plans(wanted)
                if output.format == .json { return try ModelsCommand.printJSON(plans) }
                return Self.show(plans, speed: run.measuredSpeed)
            }
            let outcome = try await run.compose(wanted)
            if output.format == .json { try ModelsCommand.printJSON(outcome.reports) }
            try outcome.problems.throwIfErrors()
        }
    }

    private static func show(_ plans: [CompositionPlan], speed: Double?) {
        for plan in plans {
            for stale in plan.stale {
                print(
                    "\(plan.brief): \(stale.language) \(stale.place) does not say what was "
                        + "edited in '\(stale.edited)'")
            }
            guard !plan.steps.isEmpty else {
                print("\(plan.brief): nothing to do")
                continue
            }
            print("\(plan.brief): \(plan.calls) model calls, about \(plan.tokens) tokens")
            // Several questions may be about one thing.
            let lines = plan.steps.map { "\($0.stage), \($0.about): \($0.why.rawValue)" }
            for alike in lines.grouped(by: { $0 }) {
                print("  \(alike[0])" + (alike.count > 1 ? " (\(alike.count) questions)" : ""))
            }
        }
        let tokens = plans.reduce(0) { $0 + $1.tokens }
        guard tokens > 0 else { return }
        guard let speed else {
            return print("How long it takes is known once the model has composed here.")
        }
        let minutes = Double(tokens) / speed / 60
        print(
            minutes < 1
                ? "less than a minute" : "about \(Int(minutes.rounded(.up))) minutes",
            "at the \(Int(speed.rounded())) tokens a second measured here")
    }
}
