import ArgumentParser
import Foundation
import LimnModelFiles

extension ModelsCommand {
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the models and data of the catalog, and what was pulled from the hub.",
            discussion: """
                For each: its size, whether it is here, what it can do (write, embed, see), the memory \
                that it takes, its licence, and its speed once 'limn bench model' has measured it.
                """)

        @OptionGroup var output: OutputOptions

        func run() throws {
            try ModelsCommand.reportingErrors {
                let store = try ModelsCommand.store()
                var reports = store.catalog.entries.map { ModelReport($0, store: store) }
                for (place, model) in store.pulled() {
                    let name = place.dropFirst("hf/".count)
                    guard let reference = try HubReference(HubReference.scheme + name) else {
                        continue
                    }
                    reports.append(
                        ModelReport(
                            reference, model: model,
                            location: (try? store.location(of: reference))
                                ?? store.folder.appendingPathComponent(place), store: store))
                }
                guard output.format == .text else { return try ModelsCommand.printJSON(reports) }
                let width = reports.map(\.name.count).max() ?? 0
                for report in reports {
                    let name = report.name.padding(to: width)
                    let size = String(repeating: " ", count: max(0, 10 - report.size.count))
                    print(
                        "\(name)  \(size)\(report.size)  \(report.status.padding(to: 15))  "
                            + report.role)
                    let details = report.details
                    if !details.isEmpty { print("  " + details) }
                }
                if !output.quiet { print("Kept in \(store.folder.path)") }
            }
        }
    }

    struct Info: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show everything that the catalog knows about a model.")

        @Argument(help: "The model's name.") var name: String
        @OptionGroup var output: OutputOptions

        func run() throws {
            try ModelsCommand.reportingErrors {
                let store = try ModelsCommand.store()
                let entry = try store.catalog.entry(named: name)
                let report = ModelReport(entry, store: store)
                guard output.format == .text else { return try ModelsCommand.printJSON(report) }
                print("\(report.name): \(report.role)")
                print("  licence       \(report.licence)")
                if let architecture = report.architecture {
                    print("  architecture  \(architecture)")
                }
                if let quantization = report.quantization {
                    print("  tensors       \(quantization)")
                }
                if !report.languages.isEmpty {
                    print("  languages     \(report.languages.joined(separator: ", "))")
                }
                for file in report.files {
                    print("  file          \(file.location)")
                    print("    \(file.status); \(file.bytes) bytes; SHA-256 \(file.sha256)")
                    print("    from \(file.packages.joined(separator: " "))")
                }
            }
        }
    }
}

extension ModelReport {
    /// What it can do, needs and allows, in a line.
    fileprivate var details: String {
        var parts: [String] = []
        if !abilities.isEmpty {
            parts.append("can " + abilities.joined(separator: ", "))
            parts.append("about \(ByteCount.text(memory)) of memory")
        }
        if let tokensPerSecond { parts.append("\(tokensPerSecond) tokens/s here") }
        return (parts + [licence]).joined(separator: "; ")
    }
}

extension String {
    fileprivate func padding(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
