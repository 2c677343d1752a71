import ArgumentParser
import Foundation
import LimnModelFiles

extension ModelsCommand {
    struct Pull: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Fetch models and data that are not on this machine yet.",
            discussion: """
                An interrupted pull goes on where it stopped when it is run again.

                hf:OWNER/NAME[/FILE][@REVISION] names a model of the Hugging Face hub, or one file of it. \
                Without a file all that Limn reads is fetched: the configuration, the tokenizer and the \
                weights. Files are checked against the hashes that the hub announces. HF_TOKEN holds a \
                token for models that are not for everybody, HF_ENDPOINT the address of another server \
                that answers as the hub does.
                """)

        @Argument(help: "Names of the catalog, or hf:OWNER/NAME[/FILE][@REVISION].")
        var names: [String]

        @Flag(help: "Fetch nothing, and say what is missing. LIMN_OFFLINE=1 does the same.")
        var offline = false

        @OptionGroup var output: OutputOptions

        func validate() throws {
            guard !names.isEmpty else { throw ValidationError("Name a model (limn models list).") }
        }

        func run() async throws {
            try await CommandFailure.reporting {
                let store = try ModelsCommand.store()
                let references = try names.compactMap { try HubReference($0) }
                let entries = try names.filter { !$0.hasPrefix(HubReference.scheme) }
                    .map(store.catalog.entry(named:))
                let switchedOff = ProcessInfo.processInfo.environment["LIMN_OFFLINE"] ?? ""
                let offline = offline || !["", "0"].contains(switchedOff)
                let progress = TransferProgress(isQuiet: output.quiet)
                defer { progress.finish() }
                var reports = try entries.map { entry in
                    try pull(entry, from: store, offline: offline, progress: progress)
                }
                for reference in references {
                    reports.append(
                        try await pull(reference, into: store, offline: offline, progress: progress)
                    )
                }
                if output.format == .json { try ModelsCommand.printJSON(reports) }
            }
        }

        private func pull(
            _ entry: CatalogEntry, from store: ModelStore, offline: Bool, progress: TransferProgress
        ) throws -> ModelReport {
            let outcomes = try ModelDownload(store: store, offline: offline, report: progress.show)
                .pull(entry)
            progress.finish()
            let report = ModelReport(entry, store: store)
            tell(report.name, isFetched: outcomes.contains(.fetched), report.size)
            return report
        }

        private func pull(
            _ reference: HubReference, into store: ModelStore, offline: Bool,
            progress: TransferProgress
        ) async throws -> ModelReport {
            guard !offline else {
                let place = try store.location(of: reference)
                let model = HubModel.noted(
                    in: store.folder.appendingPathComponent(reference.folder))
                return ModelReport(reference, model: model, location: place, store: store)
            }
            let pulled = try await HubDownload(store: store).pull(reference, report: progress.show)
            progress.finish()
            let report = ModelReport(
                reference, model: pulled.model.keeping(pulled.files), location: pulled.location,
                store: store)
            tell(report.name, isFetched: pulled.fetched > 0, report.size)
            return report
        }

        private func tell(_ name: String, isFetched: Bool, _ size: String) {
            guard output.format == .text, !output.quiet else { return }
            print("\(name): \(isFetched ? "fetched and verified" : "is there") (\(size))")
        }
    }
}
