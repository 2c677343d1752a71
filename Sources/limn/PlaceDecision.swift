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
            let language =
                try files.brief.languages.first ?? article.configuration().defaultLanguage
            let slot = at.place.slot
            try article.decide(Self.action) { record, decisions in
                guard let written = record.articles[language.code],
                    let heading = record.heading(ofSection: slot.section, language: language.code)
                else {
                    throw Problem(
                        at: SourceLocation(file: files.brief.file),
                        "the article has no section \(slot.section + 1)",
                        remedy: "See its places with: limn explain \(files.brief.file)")
                }
                let count = record.paragraphs(ofSection: slot.section, language: language.code)
                guard choice == nil || slot.paragraph < count else {
                    throw Problem(
                        at: SourceLocation(file: files.brief.file),
                        "section \(slot.section + 1) has no paragraph \(slot.paragraph + 1), only \(count)",
                        remedy: "See its places with: limn explain \(files.brief.file)")
                }
                decisions.decide(
                    heading: heading, paragraph: slot.paragraph, choice,
                    picture: try picture(in: written))
            }
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
            try article.decide(Self.action) { _, decisions in try change(&decisions.bans) }
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

    /// Changes the article's decisions and keeps them.
    func decide(
        _ action: String, _ change: (CompositionRecord, inout Decisions) throws -> Void
    ) throws {
        let files = try files()
        let name = files.brief.file
        guard var record = try files.existing(languages: []).record else {
            throw Problem(
                at: SourceLocation(file: name), "the article was never composed",
                remedy: "Run: limn compose \(name)")
        }
        var decisions = record.decisions ?? Decisions()
        try change(record, &decisions)
        record.decisions = decisions.isEmpty ? nil : decisions
        if try files.save(record, action: "picture \(action) \(name)") {
            print("noted; limn compose \(name) carries it out")
        } else {
            print("nothing to change")
        }
    }
}
