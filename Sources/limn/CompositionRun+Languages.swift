import Foundation
import LimnArticles
import LimnComposer
import LimnModelFiles
import LimnSite

extension CompositionRun {
    /// Warns of manuscripts to be begun in languages that the catalog's model was not made for: it
    /// would write for minutes what nobody wants to read.
    func warnOfLanguages(_ briefs: [String]) throws {
        let name = model ?? configuration.writer
        let catalog = try ModelsCommand.store().catalog
        guard let entry = try? catalog.entry(named: name), !entry.languages.isEmpty else { return }
        var places: [String: [String]] = [:]
        for file in briefs {
            // What cannot be read is told when it is composed.
            guard let brief = try? ArticleFiles(brief: file, project: configuration.root).brief
            else { continue }
            let languages =
                brief.languages.isEmpty ? [configuration.defaultLanguage] : brief.languages
            for language in languages where !entry.languages.contains(language.code) {
                let manuscript = configuration.root.appending(path: brief.manuscriptFile(language))
                guard !FileManager.default.fileExists(atPath: manuscript.path) else { continue }
                places[language.code, default: []].append(file)
            }
        }
        for (language, files) in places.sorted(by: { $0.key < $1.key }) {
            let others = files.count > 1 ? ", as in \(files.count - 1) more," : ""
            CommandFailure.say(
                Problem(
                    at: SourceLocation(file: files[0]),
                    "'\(language)' is asked for here\(others) but \(name) writes "
                        + entry.languages.joined(separator: ", "),
                    remedy: "Choose a model that writes it, in limn.yml or with --model: "
                        + "limn models list",
                    severity: .warning
                ).description)
        }
    }
}
