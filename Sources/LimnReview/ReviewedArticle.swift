import LimnArticles
import LimnComposer
import LimnDigests

/// An article as the review page shows it.
struct ReviewedArticle: Encodable, Sendable {
    struct Version: Encodable {
        let language: String
        let direction: String
        let file: String
        let address: String?
        let revision: String
        let blocks: [Block]
    }

    struct Block: Encodable {
        let index: Int
        let kind: String
        let markdown: String
        let text: String
        let place: String?
        let origin: ManuscriptStory.Origin
        let isPinned: Bool
        /// The language whose counterpart was edited since.
        let staleSince: String?
        let story: Story?
        let figure: Figure?
    }

    struct Story: Encodable {
        let attempts: Int
        let seed: UInt64
        let prompt: Int
        let failures: [String]
        let flaws: [String]
        let retries: Int
        let instruction: String?
    }

    struct Figure: Encodable {
        let picture: String
        let caption: String
        let alternative: String
        let thumbnail: String
    }

    struct Place: Encodable {
        let place: String
        let wanted: String
        let chosenBy: String
        let choice: Decisions.Choice?
        let picture: String?
        /// Whether composing has still to carry a decision out.
        let isPending: Bool
        let candidates: [Candidate]
    }

    struct Candidate: Encodable, Sendable {
        let picture: String
        let score: Double
        let belief: Double?
        let why: String
        let description: String
        let thumbnail: String
        let isBanned: Bool
    }

    struct Banned: Encodable {
        let picture: String
        let thumbnail: String
    }

    let name: String
    let title: String
    let brief: String
    let isComposed: Bool
    let versions: [Version]
    let places: [Place]
    let bans: [Banned]
    let undo: String?
    let redo: String?

    /// Reads an article and everything that is known of it.
    ///
    /// - Parameters:
    ///   - article: its files
    ///   - languages: the site's languages
    ///   - models: describes candidates
    ///   - address: where a manuscript is published, by its file
    init(
        _ article: ArticleFiles, languages: [LanguageTag], models: any ReviewModels,
        address: @Sendable (String) -> String?
    ) async throws {
        let brief = article.brief
        name = String(brief.file.dropLast(Brief.suffix.count))
        title = brief.title ?? brief.titles.sorted { $0.key < $1.key }.first?.value ?? brief.name
        self.brief = brief.file
        let existing = try article.existing(languages: languages)
        let history = ArticleHistory(project: article.project)
        undo = try history.undoable(article: brief.file)?.action
        redo = try history.redoable(article: brief.file)?.action
        guard let record = existing.record else {
            (isComposed, versions, places, bans) = (false, [], [], [])
            return
        }
        isComposed = true
        let story = try ArticleStory(article, siteLanguages: languages)
        let order = brief.languages.isEmpty ? languages : brief.languages
        versions = story.versions.compactMap { version -> (Int, Version)? in
            guard let language = LanguageTag(version.language),
                let text = existing.manuscripts[language]
            else { return nil }
            return (
                order.firstIndex(of: language) ?? order.count,
                Version(
                    language: version.language, direction: Self.direction(of: language),
                    file: version.file, address: address(version.file),
                    revision: Self.revision(of: text),
                    blocks: ManuscriptStory(text, story: version, record: record).blocks
                        .enumerated().map { Self.block($0, $1) })
            )
        }.sorted { $0.0 < $1.0 }.map(\.1)
        bans = (record.decisions?.bans ?? []).map {
            Banned(picture: $0, thumbnail: Self.thumbnail(of: $0))
        }
        places = try await Self.places(
            of: story, record: record, language: order.first ?? .english, models: models)
    }

    /// Tells apart the versions of a file.
    static func revision(of text: String) -> String {
        String(ContentDigest.sha256(text).prefix(16))
    }

    /// The address of a picture's thumbnail, seen from the review page.
    static func thumbnail(of picture: String) -> String {
        let plain = picture.utf8.map { byte -> String in
            let scalar = UnicodeScalar(byte)
            let isPlain = byte < 0x80 && (Character(scalar).isLetter || Character(scalar).isNumber)
            return isPlain ? String(scalar) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
        return "api/thumbnail?id=" + plain.joined()
    }

    private static func direction(of language: LanguageTag) -> String {
        ["ar", "fa", "he", "ur"].contains(language.primary) ? "rtl" : "ltr"
    }

    private static func block(_ index: Int, _ block: ManuscriptStory.Block) -> Block {
        let content = ManuscriptBlock(markdown: block.markdown)
        var kind = "paragraph"
        var text = block.markdown
        var figure: Figure?
        switch content {
        case .heading(_, let heading): (kind, text) = ("heading", heading)
        case .figure(let content):
            (kind, text) = ("figure", content.caption)
            figure = Figure(
                picture: content.picture, caption: content.caption,
                alternative: content.alternativeText,
                thumbnail: thumbnail(of: content.picture))
        case .text(let written):
            let marks = ["```", "~~~", "- ", "* ", "> ", "|", "<", "1. ", "#"]
            if marks.contains(where: { written.hasPrefix($0) }) { kind = "other" }
        }
        return Block(
            index: index, kind: kind, markdown: block.markdown, text: text, place: block.place,
            origin: block.origin, isPinned: block.isPinned,
            staleSince: block.paragraph?.staleSince,
            story: block.paragraph.map {
                Story(
                    attempts: $0.attempts, seed: $0.seed, prompt: $0.prompt,
                    failures: $0.failures, flaws: $0.flaws, retries: $0.retry?.times ?? 0,
                    instruction: $0.retry?.instruction)
            }, figure: figure)
    }

    private static func places(
        of story: ArticleStory, record: CompositionRecord, language: LanguageTag,
        models: any ReviewModels
    ) async throws -> [Place] {
        // Pictures are the same in all languages; what the first one says of them counts.
        let first = story.versions.first { $0.language == language.code } ?? story.versions.first
        let bans = Set(story.bans)
        let recorded = Dictionary(
            (first?.pictures ?? []).map { ($0.place, $0) }, uniquingKeysWith: { first, _ in first })
        var decided: [String: Decisions.Place] = [:]
        let article = record.articles[language.code]
        let offset = article?.firstSection ?? 1
        for decision in record.decisions?.places ?? [] where decision.paragraph >= 0 {
            let section = article?.sections.dropFirst(offset).firstIndex {
                $0.heading == decision.heading
            }
            guard let section else { continue }
            let slot = Slot(section: section - offset, paragraph: decision.paragraph)
            decided[slot.place] = decision
        }
        var found: [Place] = []
        for name in Set(recorded.keys).union(decided.keys) {
            let (picture, decision) = (recorded[name], decided[name])
            var candidates: [Candidate] = []
            for candidate in picture?.candidates ?? [] {
                let card = try await models.card(of: candidate.picture)
                candidates.append(
                    Candidate(
                        picture: candidate.picture, score: candidate.retrieval,
                        belief: candidate.belief, why: candidate.why,
                        description: card?.description(in: language) ?? "",
                        thumbnail: thumbnail(of: candidate.picture),
                        isBanned: bans.contains(candidate.picture)))
            }
            found.append(
                Place(
                    place: name, wanted: picture?.wanted ?? "", chosenBy: picture?.chosenBy ?? "",
                    choice: decision?.choice,
                    picture: decision?.choice == .pinned ? decision?.picture : picture?.picture,
                    isPending: isPending(decision, picture?.picture, bans), candidates: candidates))
        }
        return found.sorted { Slot(place: $0.place) ?? .first < Slot(place: $1.place) ?? .first }
    }

    /// Whether a decision has still to be carried out.
    private static func isPending(
        _ decision: Decisions.Place?, _ picture: String?, _ bans: Set<String>
    ) -> Bool {
        if let picture, bans.contains(picture) { return true }
        return switch decision?.choice {
        case .pinned: decision?.picture != picture
        case .empty: picture != nil
        case .wanted: picture == nil
        case nil: false
        }
    }
}

extension Slot {
    fileprivate static let first = Slot(section: 0, paragraph: 0)
}
