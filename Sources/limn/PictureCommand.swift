import ArgumentParser
import Foundation
import LimnArticles
import LimnComposer
import LimnSite

/// `limn picture`: a person's decisions about an article's pictures.
struct PictureCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "picture",
        abstract: "Pin, ban, add and remove an article's pictures.",
        discussion: """
            A PLACE is section and paragraph, as limn explain shows them: 2.1 is after the first \
            paragraph of the second section. Decisions are kept in the article's record; limn \
            compose carries them out.

              limn picture pin content/guides/savanna 2.1
              limn picture pin content/guides/savanna 2.1 pictures/animals/zebra.png
              limn picture ban content/guides/savanna pictures/animals/yak.png
            """,
        subcommands: [Pin.self, Unpin.self, Remove.self, Add.self, Ban.self, Unban.self])

    /// Changes an article's decisions and keeps them.
    private static func decide(
        _ article: ArticleOptions, _ action: String,
        _ change: (inout CompositionRecord, inout Decisions) throws -> Void
    ) throws {
        let files = try article.files()
        guard var record = try files.existing(languages: []).record else {
            throw Problem(
                at: SourceLocation(file: files.brief.file), "the article was never composed",
                remedy: "Run: limn compose \(files.brief.file)")
        }
        var decisions = record.decisions ?? Decisions()
        try change(&record, &decisions)
        record.decisions = decisions.isEmpty ? nil : decisions
        let name = files.brief.file
        if try files.save(record, action: "picture \(action) \(name)") {
            print("noted; limn compose \(name) carries it out")
        } else {
            print("nothing to change")
        }
    }

    /// Decides about a place of the article's first language.
    private static func decide(
        _ article: ArticleOptions, at place: ArticlePlace, _ action: String,
        _ choice: Decisions.Choice?,
        picture: (CompositionRecord.Article) throws -> String? = { _ in nil }
    ) throws {
        let files = try article.files()
        let language = try files.brief.languages.first ?? article.configuration().defaultLanguage
        try decide(article, action) { record, decisions in
            guard let written = record.articles[language.code],
                let heading = record.heading(
                    ofSection: place.slot.section, language: language.code)
            else {
                throw Problem(
                    at: SourceLocation(file: files.brief.file),
                    "the article has no section \(place.slot.section + 1)",
                    remedy: "See its places with: limn explain \(files.brief.file)")
            }
            decisions.decide(
                heading: heading, paragraph: place.slot.paragraph, choice,
                picture: try picture(written))
        }
    }

    struct Pin: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Keep the picture of a place for good, or put another one there.")
        @OptionGroup var article: ArticleOptions
        @Argument(help: "The place, such as 2.1.") var place: ArticlePlace
        @Argument(help: "The picture's ID, as limn library search prints it.") var picture: String?

        func run() async throws {
            try await CommandFailure.reporting {
                try PictureCommand.decide(article, at: place, "pin", .pinned) { written in
                    if let picture { return picture }
                    let slot = written.slots.first { $0.slot == place.slot }
                    guard let chosen = slot?.picture else {
                        throw Problem(
                            at: SourceLocation(file: article.article),
                            "there is no picture at this place",
                            remedy: "Name one, or let one be found with: limn picture add")
                    }
                    return chosen
                }
            }
        }
    }

    struct Unpin: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take back what was decided about a place.")
        @OptionGroup var article: ArticleOptions
        @Argument(help: "The place, such as 2.1.") var place: ArticlePlace

        func run() async throws {
            try await CommandFailure.reporting {
                try PictureCommand.decide(article, at: place, "unpin", nil)
            }
        }
    }

    struct Remove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Have no picture at a place.")
        @OptionGroup var article: ArticleOptions
        @Argument(help: "The place, such as 2.1.") var place: ArticlePlace

        func run() async throws {
            try await CommandFailure.reporting {
                try PictureCommand.decide(article, at: place, "remove", .empty)
            }
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Have a picture found for a place.")
        @OptionGroup var article: ArticleOptions
        @Argument(help: "The place, such as 2.1.") var place: ArticlePlace

        func run() async throws {
            try await CommandFailure.reporting {
                try PictureCommand.decide(article, at: place, "add", .wanted)
            }
        }
    }

    struct Ban: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Never show a picture in this article.")
        @OptionGroup var article: ArticleOptions
        @Argument(help: "The picture's ID.") var picture: String

        func run() async throws {
            try await CommandFailure.reporting {
                try PictureCommand.decide(article, "ban") { _, decisions in
                    decisions.bans = Set(decisions.bans).union([picture]).sorted()
                }
            }
        }
    }

    struct Unban: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Allow a banned picture again.")
        @OptionGroup var article: ArticleOptions
        @Argument(help: "The picture's ID.") var picture: String

        func run() async throws {
            try await CommandFailure.reporting {
                try PictureCommand.decide(article, "unban") { _, decisions in
                    decisions.bans.removeAll { $0 == picture }
                }
            }
        }
    }
}
