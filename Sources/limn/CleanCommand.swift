import ArgumentParser
import Foundation
import LimnSite

/// `limn clean`: removes what can be made again without a model.
struct CleanCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clean", abstract: "Remove the caches; manuscripts and the site stay.")

    @Option(help: "The folder of the site.")
    var directory = "."

    func run() async throws {
        try await CommandFailure.reporting {
            let root = URL(filePath: directory, directoryHint: .isDirectory)
            let cache = try SiteConfiguration.read(in: root).cacheFolder
            let parts = (try? FileManager.default.contentsOfDirectory(atPath: cache.path)) ?? []
            // The history cannot be made again.
            for part in parts where part != "history" {
                try FileManager.default.removeItem(at: cache.appending(path: part))
            }
        }
    }
}
