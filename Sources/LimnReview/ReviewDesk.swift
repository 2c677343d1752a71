import Foundation
import LimnArticles
import LimnComposer
import Synchronization

/// Reads and changes articles for the review page, as an editor and the command line would.
actor ReviewDesk {
    /// The list of articles.
    struct Contents: Encodable {
        struct Entry: Encodable {
            let name: String
            let title: String
            let languages: [String]
            let isComposed: Bool
            let problem: String?
        }

        let articles: [Entry]
        let writer: String
    }

    private let root: URL
    private let models: any ReviewModels
    private let languages: @Sendable () throws -> [LanguageTag]
    private let addresses: PageAddresses

    init(
        root: URL, models: any ReviewModels, addresses: PageAddresses,
        languages: @escaping @Sendable () throws -> [LanguageTag]
    ) {
        self.root = root
        self.models = models
        self.addresses = addresses
        self.languages = languages
    }

    // MARK: Reading

    func contents() throws -> Contents {
        let site = try languages()
        return Contents(
            articles: try ArticleFiles.briefs(in: root).map { file in
                let name = String(file.dropLast(Brief.suffix.count))
                do {
                    let article = try ArticleFiles(brief: file, project: root)
                    let brief = article.brief
                    let languages =
                        brief.languages.isEmpty ? Array(site.prefix(1)) : brief.languages
                    return Contents.Entry(
                        name: name,
                        title: brief.title
                            ?? brief.titles.sorted { $0.key < $1.key }.first?.value ?? brief.name,
                        languages: languages.map(\.code),
                        isComposed: try article.existing(languages: site).record != nil,
                        problem: nil)
                } catch {
                    return Contents.Entry(
                        name: name, title: name, languages: [], isComposed: false,
                        problem: "\(error)")
                }
            }, writer: models.writer)
    }

    /// The files of an article.
    ///
    /// - Parameter name: as the list of articles has it; nothing else is opened
    func files(_ name: String) throws -> ArticleFiles {
        let file = name + Brief.suffix
        guard try ArticleFiles.briefs(in: root).contains(file) else {
            throw ReviewError(404, file: name, "there is no article of this name")
        }
        return try ArticleFiles(brief: file, project: root)
    }

    func article(_ name: String) async throws -> ReviewedArticle {
        try await reviewed(try files(name))
    }

    func reviewed(_ article: ArticleFiles) async throws -> ReviewedArticle {
        try await ReviewedArticle(
            article, languages: languages(), models: models,
            address: { [addresses] in addresses.page(of: $0) })
    }

    /// The pictures that a query finds.
    func search(
        _ query: String, language: String, for name: String
    ) async throws -> [ReviewedArticle.Candidate] {
        let words = query.trimmingCharacters(in: .whitespacesAndNewlines)
        guard !words.isEmpty else { return [] }
        let article = try files(name)
        let bans = Set(try article.existing(languages: []).record?.decisions?.bans ?? [])
        let language = LanguageTag(language) ?? .english
        let found = try await models.candidates(
            for: PictureWish(caption: words, context: "", language: language), limit: 12)
        return found.map { card in
            ReviewedArticle.Candidate(
                picture: card.id, score: card.score, belief: nil, why: card.why,
                description: card.description(in: language),
                thumbnail: ReviewedArticle.thumbnail(of: card.id), isBanned: bans.contains(card.id))
        }
    }

    // MARK: Decisions

    func decide(_ request: ReviewRequest.Decision) async throws -> ReviewedArticle {
        let article = try files(request.name)
        let slot = try Self.slot(request.place)
        var choice: Decisions.Choice?
        if let wanted = request.choice {
            guard let known = Decisions.Choice(rawValue: wanted) else {
                throw ReviewError(400, file: request.name, "'\(wanted)' is no decision")
            }
            choice = known
        }
        if let picture = request.picture { try await require(picture) }
        let language = try article.brief.languages.first ?? languages().first ?? .english
        _ = try article.decide(
            "picture \(choice.map(Self.verb) ?? "unpin")", at: slot, language: language, choice
        ) { written in
            guard choice == .pinned else { return nil }
            guard
                let picture = request.picture
                    ?? written.slots.first(where: { $0.slot == slot })?.picture
            else {
                throw ReviewError(422, file: request.name, "there is no picture at this place")
            }
            return picture
        }
        return try await reviewed(article)
    }

    func ban(_ request: ReviewRequest.Ban) async throws -> ReviewedArticle {
        let article = try files(request.name)
        if request.isBanned { try await require(request.picture) }
        _ = try article.decide(request.isBanned ? "picture ban" : "picture unban") { _, decisions in
            decisions.bans.removeAll { $0 == request.picture }
            if request.isBanned { decisions.bans = (decisions.bans + [request.picture]).sorted() }
        }
        return try await reviewed(article)
    }

    func pin(
        _ request: ReviewRequest.Block, _ pin: ReviewRequest.Pin
    ) async throws -> ReviewedArticle {
        let (article, _, text) = try open(request)
        _ = try article.pin(text.blocks[request.index], pin.isPinned)
        return try await reviewed(article)
    }

    // MARK: Words

    func edit(
        _ request: ReviewRequest.Block, _ edit: ReviewRequest.Edit
    ) async throws -> ReviewedArticle {
        try await replace(request) { _ in edit.markdown }
    }

    func caption(
        _ request: ReviewRequest.Block, _ caption: ReviewRequest.Caption
    ) async throws -> ReviewedArticle {
        try await replace(request) { old in
            guard case .figure(var figure) = ManuscriptBlock(markdown: old) else {
                throw ReviewError(422, file: request.name, "there is no picture in this block")
            }
            figure.caption = caption.caption
            figure.alternativeText = caption.alternative
            return ManuscriptBlock.figure(figure).markdown
        }
    }

    /// Notes that a paragraph and its counterparts agree.
    func agree(_ request: ReviewRequest.Place) async throws -> ReviewedArticle {
        let article = try files(request.name)
        _ = try article.agree(at: try Self.slot(request.place), siteLanguages: languages())
        return try await reviewed(article)
    }

    func undo(_ request: ReviewRequest.Article, redo: Bool) async throws -> ReviewedArticle {
        let article = try files(request.name)
        let history = ArticleHistory(project: root)
        _ =
            redo
            ? try history.redo(article: article.brief.file)
            : try history.undo(article: article.brief.file)
        return try await reviewed(article)
    }

    // MARK: Jobs

    /// What a request to make a part anew means in terms of the record.
    func wish(_ request: ReviewRequest.Retry) throws -> (ArticleFiles, ReviewJob.Wish) {
        let article = try files(request.name)
        let slot = try Self.slot(request.place)
        let record = try article.existing(languages: []).record
        let parts: [CompositionRecord.Part] =
            switch request.part {
            case .paragraph: [.paragraph(slot)]
            case .picture: [.picture(slot)]
            case .caption: [.caption(slot)]
            case .section:
                (0..<(record?.articles.keys.map {
                    record?.paragraphs(ofSection: slot.section, language: $0) ?? 0
                }.max() ?? 0)).map { .paragraph(Slot(section: slot.section, paragraph: $0)) }
            }
        let instruction = request.instruction?.trimmingCharacters(in: .whitespacesAndNewlines)
        return (
            article,
            ReviewJob.Wish(
                part: request.part, slot: slot, parts: parts, language: request.language,
                source: request.source.flatMap { LanguageTag($0) },
                first: try article.brief.languages.first ?? languages().first ?? .english,
                seed: request.seed,
                instruction: instruction?.isEmpty == false ? instruction : nil,
                alternatives: min(max(request.alternatives ?? 1, 1), 8))
        )
    }

    // MARK: Steps

    private func replace(
        _ request: ReviewRequest.Block, _ change: (String) throws -> String
    ) async throws -> ReviewedArticle {
        let (article, language, text) = try open(request)
        guard
            let changed = text.replacing(
                block: request.index, with: try change(text.blocks[request.index]))
        else { throw Self.changed(request) }
        _ = try article.save(changed, language: language)
        return try await reviewed(article)
    }

    /// The manuscript that the page has seen; refused when it is another one by now.
    private func open(
        _ request: ReviewRequest.Block
    ) throws -> (ArticleFiles, LanguageTag, ManuscriptText) {
        let article = try files(request.name)
        guard let language = LanguageTag(request.language),
            let manuscript = try article.existing(languages: languages()).manuscripts[language]
        else {
            throw ReviewError(
                404, file: request.name, "there is no manuscript in '\(request.language)'")
        }
        let text = ManuscriptText(manuscript)
        guard ReviewedArticle.revision(of: manuscript) == request.revision,
            text.blocks.indices.contains(request.index)
        else { throw Self.changed(request) }
        return (article, language, text)
    }

    private static func changed(_ request: ReviewRequest.Block) -> ReviewError {
        ReviewError(
            409, file: request.name, "the manuscript was changed meanwhile",
            remedy: "Look at the new version, and change it again.")
    }

    private func require(_ picture: String) async throws {
        guard try await models.card(of: picture) == nil else { return }
        throw ReviewError(
            422, file: picture, "the library has no such picture",
            remedy: "Search the library for another one.")
    }

    private static func slot(_ place: String) throws -> Slot {
        guard let slot = Slot(place: place) else {
            throw ReviewError(400, file: "request", "'\(place)' is no place such as 2.1")
        }
        return slot
    }

    private static func verb(_ choice: Decisions.Choice) -> String {
        switch choice {
        case .pinned: "pin"
        case .empty: "remove"
        case .wanted: "add"
        }
    }
}
