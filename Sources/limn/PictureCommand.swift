import ArgumentParser
import LimnArticles
import LimnComposer

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
        subcommands: [
            Pin.self, Unpin.self, Remove.self, Add.self, Forget.self, Ban.self, Unban.self,
        ])

    struct Pin: PlaceDecision {
        static let action = "pin"
        static let configuration = CommandConfiguration(
            abstract: "Keep the picture of a place for good, or put another one there.")
        @OptionGroup var at: PlaceOptions
        @Argument(help: "The picture's ID, as limn library search prints it.") var picture: String?

        var choice: Decisions.Choice? { .pinned }

        func picture(in written: CompositionRecord.Article) throws -> String? {
            if let picture {
                try at.article.requirePicture(picture)
                return picture
            }
            guard let chosen = written.slots.first(where: { $0.slot == at.place.slot })?.picture
            else {
                throw Problem(
                    at: SourceLocation(file: at.article.article),
                    "there is no picture at this place",
                    remedy: "Name one, or let one be found with: limn picture add")
            }
            return chosen
        }
    }

    struct Unpin: PlaceDecision {
        static let action = "unpin"
        static let configuration = CommandConfiguration(
            abstract: "Take back what was decided about a place.")
        @OptionGroup var at: PlaceOptions

        var choice: Decisions.Choice? { nil }
    }

    struct Remove: PlaceDecision {
        static let action = "remove"
        static let configuration = CommandConfiguration(abstract: "Have no picture at a place.")
        @OptionGroup var at: PlaceOptions

        var choice: Decisions.Choice? { .empty }
    }

    struct Add: PlaceDecision {
        static let action = "add"
        static let configuration = CommandConfiguration(
            abstract: "Have a picture found for a place.")
        @OptionGroup var at: PlaceOptions

        var choice: Decisions.Choice? { .wanted }
    }

    struct Forget: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Take back what was decided about places that the article no longer has.")
        @OptionGroup var article: ArticleOptions

        func run() async throws {
            try await CommandFailure.reporting {
                let files = try article.files()
                let language = try article.firstLanguage(of: files.brief)
                article.tell(try files.forgetGonePlaces(language: language), files)
            }
        }
    }

    struct Ban: BanDecision {
        static let action = "ban"
        static let configuration = CommandConfiguration(
            abstract: "Never show a picture in this article.")
        @OptionGroup var article: ArticleOptions
        @Argument(help: "The picture's ID.") var picture: String

        func change(_ bans: inout [String]) throws {
            try article.requirePicture(picture)
            bans = Set(bans).union([picture]).sorted()
        }
    }

    struct Unban: BanDecision {
        static let action = "unban"
        static let configuration = CommandConfiguration(abstract: "Allow a banned picture again.")
        @OptionGroup var article: ArticleOptions
        @Argument(help: "The picture's ID.") var picture: String

        func change(_ bans: inout [String]) { bans.removeAll { $0 == picture } }
    }
}
