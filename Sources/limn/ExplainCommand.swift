import ArgumentParser
import Foundation
import LimnArticles
import LimnComposer
import LimnSite

/// `limn explain`: how an article came about.
struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Tell how each paragraph and picture of an article came about.",
        discussion: """
            For every paragraph: how many versions were written, why versions were turned down, \
            and whether you edited it. For every place of a picture: what was wanted, the \
            candidates with their scores and reasons, and who chose. Places such as 2.1 (section \
            2, paragraph 1) are what limn compose and limn picture take.
            """)

    @OptionGroup var article: ArticleOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await CommandFailure.reporting {
            let configuration = try article.configuration()
            let story = try ArticleStory(
                try article.files(), siteLanguages: configuration.languages)
            if output.format == .json {
                try ModelsCommand.printJSON(story)
            } else {
                for version in story.versions { Self.tell(version, of: story) }
            }
        }
    }

    private static func tell(_ version: ArticleStory.Version, of story: ArticleStory) {
        print("\(version.file), written by \(story.writer.name)")
        if version.ownBlocks > 0 {
            print("  \(version.ownBlocks) blocks of it are yours")
        }
        var heading = ""
        for paragraph in version.paragraphs {
            if paragraph.heading != heading {
                heading = paragraph.heading
                print("\n## \(heading)")
            }
            tell(paragraph)
            for picture in version.pictures where picture.place == paragraph.place {
                tell(picture)
            }
        }
        if !story.bans.isEmpty { print("\nbanned: \(story.bans.joined(separator: ", "))") }
        print("")
    }

    private static func tell(_ paragraph: ArticleStory.Paragraph) {
        print("\n\(paragraph.place)  \(paragraph.text)")
        var facts = [
            paragraph.state == .asWritten ? "as written" : "edited by you since",
            "best of \(paragraph.attempts)", "seed \(paragraph.seed)",
            "prompt \(paragraph.prompt)",
        ]
        if let retry = paragraph.retry {
            facts.append(
                "asked for anew \(retry.times)×"
                    + (retry.instruction.map { " “\($0)”" } ?? ""))
        }
        print("     \(facts.joined(separator: ", "))")
        if let language = paragraph.staleSince {
            print("     its counterpart in '\(language)' was edited since")
        }
        for flaw in paragraph.flaws { print("     look at it: \(flaw)") }
        // Reasons that differ only in what they quote or count stand together.
        let kinds = paragraph.failures.grouped { failure in
            failure.prefix { $0 != "“" }.filter { !$0.isNumber }
        }
        for failures in kinds {
            let others = failures.count > 1 ? " (and \(failures.count - 1) like it)" : ""
            print("     turned down: \(failures[0])\(others)")
        }
    }

    private static func tell(_ picture: ArticleStory.Picture) {
        let wish = picture.wanted.isEmpty ? "" : ", wanted: \(picture.wanted)"
        print("     picture\(wish)")
        for candidate in picture.candidates {
            let mark = candidate.picture == picture.picture ? "●" : "○"
            let belief = Int((candidate.belief * 100).rounded())
            print(
                "       \(mark) \(candidate.picture)  score \(candidate.retrieval), "
                    + "belief \(belief) %, \(candidate.why)")
        }
        if let id = picture.picture, !picture.candidates.contains(where: { $0.picture == id }) {
            print("       ● \(id)")
        }
        print("       chosen by \(picture.chosenBy)")
    }
}
