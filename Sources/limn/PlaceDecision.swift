import ArgumentParser
import Foundation
import LimnArticles
import LimnComposer
import LimnSite

/// Which place of which article a decision is about.
struct PlaceOptions: ParsableArguments {
    @OptionGroup var article: ArticleOptions

    @Argument(help: "The place, such as 2.1.") var place: ArticlePlace
}

/// A subcommand that decides what happens at one place of an article.
protocol PlaceDecision: AsyncParsableCommand {
    /// The subcommand's name, for the history.
    static var action: String { get }
    var at: PlaceOptions { get }
    /// What to do there; `nil` takes back what was decided.
    var choice: Decisions.Choice? { get }
    /// The picture that the decision names, from the article in its first language.
    func picture(in written: CompositionRecord.Article) throws -> String?
}

extension PlaceDecision {
    func picture(in written: CompositionRecord.Article) throws -> String? { nil }

    func run() async throws {
        try await CommandFailure.reporting {
            let article = at.article
            let files = try article.files()
            let language = try article.firstLanguage(of: files.brief)
            let changed = try files.decide(
                "picture \(Self.action)", at: at.place.slot, language: language, choice,
                picture: picture)
            article.tell(changed, files)
        }
    }
}

/// A subcommand that decides about a picture in the whole of an article.
protocol BanDecision: AsyncParsableCommand {
    /// The subcommand's name, for the history.
    static var action: String { get }
    var article: ArticleOptions { get }
    var picture: String { get }
    func change(_ bans: inout [String]) throws
}

extension BanDecision {
    func run() async throws {
        try await CommandFailure.reporting {
            let files = try article.files()
            let changed = try files.decide("picture \(Self.action)") { _, decisions in
                try change(&decisions.bans)
            }
            article.tell(changed, files)
        }
    }
}

extension ArticleOptions {
    /// Refuses a picture that the site's library does not have.
    func requirePicture(_ id: String) throws {
        guard try LibraryPictureSource(configuration()).picture(id: id) == nil else { return }
        throw Problem(
            at: SourceLocation(file: article), "the library has no picture \(id)",
            remedy: "Find pictures with: limn library search WORDS")
    }

    /// The language by whose headings places are known.
    func firstLanguage(of brief: Brief) throws -> LanguageTag {
        try brief.languages.first ?? configuration().defaultLanguage
    }

    /// Says what became of a decision.
    func tell(_ isChanged: Bool, _ files: ArticleFiles) {
        print(
            isChanged
                ? "noted; limn compose \(files.brief.file) carries it out" : "nothing to change")
    }
}
