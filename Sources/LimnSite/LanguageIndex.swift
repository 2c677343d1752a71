import LimnArticles

/// What the pages of one language are to each other: sections, terms, neighbours, relatives.
struct LanguageIndex: Sendable {
    /// What stands before and after a page in its section.
    struct Neighbours: Sendable {
        let newer: ContentPage?
        let older: ContentPage?
    }

    /// Dated pages, the newest first.
    let articles: [ContentPage]
    /// The home page first.
    let sections: [SiteSection]
    let taxonomies: [Taxonomy]
    /// By the page's file.
    let neighbours: [String: Neighbours]
    private let sectionPlaces: [[String]: Int]
    /// All pages but lists in the order of ``ListOrder/date``, and where each stands in it.
    private let ranked: [ContentPage]
    private let ranks: [ObjectIdentifier: Int32]
    /// For each taxonomy and term, where its pages stand in that order.
    private let members: [[[Int32]]]

    init(_ content: ContentCollection, language: LanguageTag, configuration: SiteConfiguration) {
        let pages = content.pages.filter { $0.language == language }
        articles = ListOrder.date.sorted(pages.filter { $0.kind == .article })
        let (sections, taxonomies) = ParallelWork.both {
            SiteSection.all(pages, language: language, configuration: configuration)
        } _: {
            configuration.taxonomies.map {
                Taxonomy($0.name, of: pages, language: language, configuration: configuration)
            }
        }
        self.sections = sections
        self.taxonomies = taxonomies
        let ranked = ListOrder.date.sorted(pages.filter { $0.kind != .list })
        var ranks: [ObjectIdentifier: Int32] = [:]
        ranks.reserveCapacity(ranked.count)
        for (rank, page) in ranked.enumerated() { ranks[ObjectIdentifier(page)] = Int32(rank) }
        members = taxonomies.map { taxonomy in
            taxonomy.terms.map { $0.pages.compactMap { ranks[ObjectIdentifier($0)] } }
        }
        self.ranked = ranked
        self.ranks = ranks
        sectionPlaces = Dictionary(
            sections.enumerated().map { ($1.folder, $0) }, uniquingKeysWith: { first, _ in first })
        var neighbours: [String: Neighbours] = [:]
        for section in sections {
            // Pages at the top without a date, such as an imprint, are no series.
            let pages =
                section.folder.isEmpty
                ? section.pages.filter { $0.kind == .article } : section.pages
            for (place, page) in pages.enumerated() {
                let before = place > 0 ? pages[place - 1] : nil
                let after = place + 1 < pages.count ? pages[place + 1] : nil
                neighbours[page.file] =
                    section.isNewestFirst
                    ? Neighbours(newer: before, older: after)
                    : Neighbours(newer: after, older: before)
            }
        }
        self.neighbours = neighbours
    }

    func section(_ folder: [String]) -> SiteSection? { sectionPlaces[folder].map { sections[$0] } }

    /// The section that a page belongs to; the home page for pages at the top.
    func section(of page: ContentPage) -> SiteSection? {
        var folder = page.section
        while section(folder) == nil, !folder.isEmpty { folder.removeLast() }
        return section(folder)
    }

    /// The sections right below a folder, light ones first.
    func sections(below folder: [String]) -> [SiteSection] {
        sections.filter { section in
            section.folder.count > folder.count
                && Array(section.folder.prefix(folder.count)) == folder
                && !((folder.count + 1)..<section.folder.count).contains {
                    sectionPlaces[Array(section.folder.prefix($0))] != nil
                }
        }.sorted {
            ($0.weight, $0.folder.joined(separator: "/")) < (
                $1.weight, $1.folder.joined(separator: "/")
            )
        }
    }

    /// How far around a page its relatives are looked for among those that share a term.
    static let reach = 24

    /// Pages that share terms with a page: rare terms count more; the newer comes first.
    ///
    /// For each term the nearest by date are looked at, so that the work for a site grows with
    /// its pages and not with their square. Pages are numbers here: to touch a hundred of them for
    /// each page costs more than all that is counted.
    func related(to page: ContentPage, count: Int = 4) -> [ContentPage] {
        guard let own = ranks[ObjectIdentifier(page)] else { return [] }
        var found: [(rank: Int32, score: Int)] = []
        for (taxonomy, members) in zip(taxonomies, members) {
            for number in taxonomy.places(of: page) {
                let ranks = members[number]
                guard let place = Self.place(of: own, in: ranks) else { continue }
                let near = max(0, place - Self.reach)..<min(ranks.count, place + Self.reach + 1)
                for rank in ranks[near] where rank != own {
                    found.append((rank, 1_000_000 / ranks.count))
                }
            }
        }
        found.sort { $0.rank < $1.rank }
        var best: [(rank: Int32, score: Int)] = []
        var start = 0
        while start < found.count {
            var sum = (rank: found[start].rank, score: 0)
            while start < found.count, found[start].rank == sum.rank {
                sum.score += found[start].score
                start += 1
            }
            // Of equals the newer comes first, and it came first.
            let place = best.firstIndex { $0.score < sum.score } ?? best.count
            if place < count { best.insert(sum, at: place) }
            if best.count > count { best.removeLast() }
        }
        return best.map { ranked[Int($0.rank)] }
    }

    /// Finds a number by halving among numbers in order.
    private static func place(of wanted: Int32, in ranks: [Int32]) -> Int? {
        var low = 0
        var high = ranks.count
        while low < high {
            let middle = (low + high) / 2
            if ranks[middle] < wanted { low = middle + 1 } else { high = middle }
        }
        return low < ranks.count && ranks[low] == wanted ? low : nil
    }
}

extension SiteSection {
    /// Light sections come first; those without a weight last.
    fileprivate var weight: Int {
        let weight = page?.matter.weight ?? 0
        return weight == 0 ? Int.max : weight
    }
}
