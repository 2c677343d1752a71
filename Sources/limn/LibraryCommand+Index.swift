import ArgumentParser
import Foundation
import LimnImageLibrary

extension LibraryCommand {
    struct Index: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Bring the index up to date with the library's folders.")

        @OptionGroup var options: LibraryOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            try LibraryCommand.reportingErrors {
                let started = Date()
                let library = try options.library()
                let report = try options.scan(library, quiet: output.quiet)
                let preparation =
                    options.wordsOnly ? nil : try options.prepare(library, quiet: output.quiet)
                let seconds = Date().timeIntervalSince(started)
                if output.format == .json {
                    try ModelsCommand.printJSON(Report(report, preparation, seconds: seconds))
                } else if !output.quiet {
                    print(
                        "\(report.total) pictures: \(report.added) new, \(report.updated) changed, "
                            + "\(report.removed) gone, \(preparation?.looked ?? 0) looked at, "
                            + "\(report.problems.count + (preparation?.problems.count ?? 0)) problems"
                    )
                }
            }
        }
    }

    private struct Report: Encodable {
        let pictures: Int
        let added: Int
        let updated: Int
        let removed: Int
        let looked: Int
        let problems: [String]
        let seconds: Double

        init(
            _ report: ScanReport, _ preparation: ImageSearch.Preparation?, seconds: Double
        ) {
            pictures = report.total
            added = report.added
            updated = report.updated
            removed = report.removed
            looked = preparation?.looked ?? 0
            problems = (report.problems + (preparation?.problems ?? [])).map(\.description)
            self.seconds = (seconds * 1_000).rounded() / 1_000
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show what is known about pictures, by id.")

        @Argument(help: "Ids such as pictures/tuxpaint/animals/zebra.png; all without any.")
        var ids: [String] = []
        @OptionGroup var options: LibraryOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            try LibraryCommand.reportingErrors {
                let library = try options.library()
                var records = try library.records()
                if !ids.isEmpty {
                    records = try ids.map { id in
                        guard let record = try library.record(id: id) else {
                            throw LibraryError.unknownPicture(id)
                        }
                        return record
                    }
                }
                if output.format == .json { return try ModelsCommand.printJSON(records) }
                for record in records {
                    print("\(record.id)  \(record.width) × \(record.height)")
                    for language in library.languages {
                        if let caption = record.caption(in: language) {
                            print("  \(language)  \(caption)")
                        }
                    }
                    let credit = [record.credit, record.licence].compactMap { $0 }
                    if !credit.isEmpty { print("  credit  \(credit.joined(separator: ", "))") }
                    if let facts = record.origin?.facts, !facts.isEmpty {
                        print("  taken  \(facts.joined(separator: ", "))  (private)")
                    }
                }
            }
        }
    }
}
