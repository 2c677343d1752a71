import ArgumentParser
import Foundation
import LimnSite
import LimnTemplates

/// `limn templates`: Limn's own templates, where a site lacks them.
struct TemplatesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "templates", abstract: "Write Limn's own templates where a site lacks them.",
        discussion: """
            What is in templates/ stays as it is. To have a template as Limn brings it, move yours \
            away first.

              limn templates
              limn check templates
            """)

    @Option(help: "The folder of the site.")
    var directory = "."

    func run() async throws {
        try await CommandFailure.reporting {
            let root = URL(filePath: directory, directoryHint: .isDirectory)
            // Where no site is, the templates would be of no use.
            _ = try SiteConfiguration.read(in: root)
            let folder = root.appending(path: "templates")
            let written = try StandardTemplates.complete(folder)
            for path in written { print("templates/\(path)") }
            if written.isEmpty { print("templates/: nothing is missing") }
        }
    }
}
