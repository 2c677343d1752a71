import ArgumentParser
import Foundation
import LimnModelFiles

extension ModelsCommand {
    struct Pull: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Fetch models and data that are not on this machine yet.",
            discussion: "An interrupted pull goes on where it stopped when it is run again.")

        @Argument(help: "Names of the catalog.") var names: [String]

        @Flag(help: "Fetch nothing, and say what is missing. LIMN_OFFLINE=1 does the same.")
        var offline = false

        @OptionGroup var output: OutputOptions

        func validate() throws {
            guard !names.isEmpty else { throw ValidationError("Name a model (limn models list).") }
        }

        func run() throws {
            try ModelsCommand.reportingErrors {
                let store = try ModelsCommand.store()
                let entries = try names.map(store.catalog.entry(named:))
                let switchedOff = ProcessInfo.processInfo.environment["LIMN_OFFLINE"] ?? ""
                let offline = offline || !["", "0"].contains(switchedOff)
                let progress = TransferProgress(isQuiet: output.quiet)
                let download = ModelDownload(
                    store: store, offline: offline, report: progress.show)
                var reports: [ModelReport] = []
                for entry in entries {
                    let outcomes: [ModelDownload.Outcome]
                    do {
                        outcomes = try download.pull(entry)
                    } catch {
                        progress.finish()
                        throw error
                    }
                    progress.finish()
                    let report = ModelReport(entry, store: store)
                    reports.append(report)
                    guard output.format == .text, !output.quiet else { continue }
                    let done = outcomes.contains(.fetched) ? "fetched and verified" : "is there"
                    print("\(entry.name): \(done) (\(report.size))")
                }
                if output.format == .json { try ModelsCommand.printJSON(reports) }
            }
        }
    }
}
