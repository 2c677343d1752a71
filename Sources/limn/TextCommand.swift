import ArgumentParser
import Foundation
import LimnArticles
import LimnComposer
import LimnSite

/// `limn text`: a person's decisions about an article's paragraphs.
struct TextCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "text",
        abstract: "Keep a paragraph as it is, or say that two languages agree.",
        discussion: """
            A PLACE is section and paragraph, as limn explain shows them. What you write or change \
            yourself is kept anyway.

              limn text pin content/guides/savanna 2.1
              limn text unpin content/guides/savanna 2.1 --language zh
              limn text agree content/guides/savanna 2.1
            """,
        subcommands: [Pin.self, Unpin.self, Agree.self])

    /// Keeps a paragraph in each language, or in one, or no longer.
    private static func pin(
        _ at: PlaceOptions, language: String?, _ isPinned: Bool
    ) async throws {
        try await CommandFailure.reporting {
            let article = at.article
            let files = try article.files()
            let configuration = try article.configuration()
            let existing = try files.existing(languages: configuration.languages)
            let story = try ArticleStory(files, siteLanguages: configuration.languages)
            var count = 0
            for version in story.versions where language == nil || language == version.language {
                guard let record = existing.record, let tag = LanguageTag(version.language),
                    let text = existing.manuscripts[tag]
                else { continue }
                let blocks = ManuscriptStory(text, story: version, record: record).blocks
                for block in blocks where block.paragraph?.place == at.place.slot.place {
                    count += 1
                    _ = try files.pin(block.markdown, isPinned)
                }
            }
            guard count > 0 else {
                throw Problem(
                    at: SourceLocation(file: files.brief.file),
                    "the article has no paragraph \(at.place.slot.place)"
                        + (language.map { " in '\($0)'" } ?? ""),
                    remedy: "See its places with: limn explain \(files.brief.file)")
            }
            print(isPinned ? "kept as it is" : "no longer kept")
        }
    }

    struct Pin: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Keep a paragraph as it is, whatever the brief says later.")
        @OptionGroup var at: PlaceOptions
        @Option(help: "In this language alone.") var language: String?

        func run() async throws { try await TextCommand.pin(at, language: language, true) }
    }

    struct Unpin: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let a paragraph follow the brief again.")
        @OptionGroup var at: PlaceOptions
        @Option(help: "In this language alone.") var language: String?

        func run() async throws { try await TextCommand.pin(at, language: language, false) }
    }

    struct Agree: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say that a paragraph and its counterparts agree, although one was edited.")
        @OptionGroup var at: PlaceOptions

        func run() async throws {
            try await CommandFailure.reporting {
                let article = at.article
                let changed = try article.files().agree(
                    at: at.place.slot, siteLanguages: article.configuration().languages)
                print(changed ? "noted" : "nothing to change")
            }
        }
    }
}
