import ArgumentParser
import Foundation
import LimnModelFiles

extension ModelsCommand {
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the models and data of the catalog.")

        @OptionGroup var output: OutputOptions

        func run() throws {
            try ModelsCommand.reportingErrors {
                let store = try ModelsCommand.store()
                let reports = store.catalog.entries.map { ModelReport($0, store: store) }
                guard output.format == .text else { return try ModelsCommand.printJSON(reports) }
                let width = reports.map(\.name.count).max() ?? 0
                for report in reports {
                    let name = report.name.padding(to: width)
                    let size = String(repeating: " ", count: max(0, 10 - report.size.count))
                    print(
                        "\(name)  \(size)\(report.size)  \(report.status.padding(to: 15))  "
                            + report.role)
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

extension String {
    fileprivate func padding(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
