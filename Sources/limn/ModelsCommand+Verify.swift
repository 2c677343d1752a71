import ArgumentParser
import Foundation
import LimnModelFiles

extension ModelsCommand {
    struct Verify: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Hash model files anew and compare them with the catalog.")

        @Argument(help: "Names of the catalog; without any, all that are on this machine.")
        var names: [String] = []

        @OptionGroup var output: OutputOptions

        func run() throws {
            var failed = false
            try ModelsCommand.reportingErrors {
                let store = try ModelsCommand.store()
                var entries = try names.map(store.catalog.entry(named:))
                if names.isEmpty {
                    entries = store.catalog.entries.filter { entry in
                        entry.files.contains { store.status(of: $0) != .missing }
                    }
                }
                let progress = TransferProgress(isQuiet: output.quiet)
                var reports: [ModelReport] = []
                for entry in entries {
                    let statuses = try entry.files.map { file in
                        try store.verify(file, rehash: true) { done in
                            progress.show(
                                .init(
                                    file: file.path, phase: .checking, done: done,
                                    total: file.bytes))
                        }
                    }
                    progress.finish()
                    let report = ModelReport(entry, store: store, statuses: statuses)
                    reports.append(report)
                    failed = failed || !statuses.allSatisfy { $0 == .verified }
                    guard output.format == .text else { continue }
                    for file in report.files where !output.quiet || file.status != "verified" {
                        print("\(file.location): \(file.status)")
                    }
                }
                if output.format == .json { try ModelsCommand.printJSON(reports) }
            }
            if failed { throw ExitCode(3) }
        }
    }
}
