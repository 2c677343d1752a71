import ArgumentParser
import Foundation
import LimnImageLibrary

extension LibraryCommand {
    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "List pictures without credit or licence, duplicates, lookalikes, broken and unused ones.",
            discussion: "Exit status 1 if a picture cannot be read or has no licence.")

        @OptionGroup var options: LibraryOptions
        @OptionGroup var output: OutputOptions

        private struct Report: Encodable {
            let check: LibraryCheck
            let unreadable: [String]
        }

        func run() throws {
            try LibraryCommand.reportingErrors {
                let library = try options.library()
                let scan = try options.scan(library, quiet: true)
                let progress = CountProgress(
                    "measuring pictures", isQuiet: output.quiet || output.format == .json)
                let lookalikes = try NearDuplicates(in: library) { progress.show($0, of: $1) }
                progress.finish()
                let check = LibraryCheck(
                    try library.records(), used: try options.usedPictures(),
                    nearDuplicates: lookalikes)
                let unreadable = scan.problems.map(\.description)
                if output.format == .json {
                    try ModelsCommand.printJSON(Report(check: check, unreadable: unreadable))
                } else {
                    list("cannot be read", unreadable)
                    list("have no licence", check.withoutLicence)
                    list("have no credit", check.withoutCredit)
                    list("are duplicates", check.duplicates.map { $0.joined(separator: " = ") })
                    list("look alike", check.lookalikes.map { $0.joined(separator: " ~ ") })
                    list("are never used", check.neverUsed)
                }
                if !unreadable.isEmpty || !check.withoutLicence.isEmpty { throw ExitCode(1) }
            }
        }

        private func list(_ what: String, _ lines: [String]) {
            guard !lines.isEmpty else { return }
            print("\(lines.count) \(what)")
            if !output.quiet { for line in lines { print("  \(line)") } }
        }
    }

    struct Export: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write all that is known about the library's pictures as JSON.",
            discussion: "When and where they were taken is left out.")

        @Argument(help: "The file to write; standard output if not given.") var file: String?
        @OptionGroup var options: LibraryOptions
        @OptionGroup var output: OutputOptions

        func run() throws {
            try LibraryCommand.reportingErrors {
                let records = try options.library().records().map(\.withoutOrigin)
                guard let file else { return try ModelsCommand.printJSON(records) }
                let encoder = JSONEncoder()
                encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
                do {
                    try encoder.encode(records).write(to: URL(filePath: file), options: .atomic)
                } catch {
                    throw LibraryError(
                        message: "\(file) cannot be written: \(error)",
                        remedy: "Check the folder and the space on the disk.")
                }
            }
        }
    }
}

extension LibraryOptions {
    /// The pictures that the site's records name.
    fileprivate func usedPictures() throws -> Set<String> {
        let content = URL(filePath: directory).appending(path: "content")
        var used: Set<String> = []
        let files = FileManager.default.enumerator(at: content, includingPropertiesForKeys: nil)
        while let file = files?.nextObject() as? URL {
            guard file.pathExtension == "md",
                let text = try? String(contentsOf: file, encoding: .utf8)
            else { continue }
            for match in text.matches(of: /<library:([^>\n]+)>|library:([^)>\s"]+)/) {
                if let id = match.1 ?? match.2 { used.insert(String(id)) }
            }
        }
        return used
    }
}
