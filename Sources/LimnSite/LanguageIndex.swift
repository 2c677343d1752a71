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

    init(_ content: ContentCollection, language: LanguageTag, configuration: SiteConfiguration) {
        let pages = content.pages.filter { $0.language == language }
        articles = ListOrder.date.sorted(pages.filter { $0.kind == .article })
        let sections = SiteSection.all(pages, language: language, configuration: configuration)
        self.sections = sections
        taxonomies = configuration.taxonomies.map {
            Taxonomy($0.name, of: pages, language: language, configuration: configuration)
        }
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
    private static let reach = 24

    /// Pages that share terms with a page: rare terms count more; the newer comes first.
    ///
    /// For each term the nearest by date are looked at, so that the work for a site grows with
    /// its pages and not with their square.
    func related(to page: ContentPage, count: Int = 4) -> [ContentPage] {
        var places: [ObjectIdentifier: Int] = [:]
        places.reserveCapacity(256)
        var found: [(page: ContentPage, score: Int)] = []
        for taxonomy in taxonomies {
            var seen: Set<String> = []
            for written in page.matter.terms[taxonomy.name] ?? [] {
                let slug = Slug.readable(written)
                guard seen.insert(slug).inserted, let term = taxonomy.term(slug),
                    let place = term.place(of: page)
                else { continue }
                let near =
                    max(0, place - Self.reach)..<min(term.pages.count, place + Self.reach + 1)
                let score = 1_000_000 / term.pages.count
                for other in term.pages[near] where other !== page {
                    let new = found.count
                    let place = places[ObjectIdentifier(other), default: new]
                    if place == new {
                        places[ObjectIdentifier(other)] = new
                        found.append((other, score))
                    } else {
                        found[place].score += score
                    }
                }
            }
        }
        // Few are wanted of many: each takes its place among the best so far, if it has one.
        var best: [(page: ContentPage, score: Int)] = []
        for candidate in found {
            if best.count == count, let last = best.last, !Self.precedes(candidate, last) {
                continue
            }
            let place = best.firstIndex { Self.precedes(candidate, $0) } ?? best.count
            best.insert(candidate, at: place)
            if best.count > count { best.removeLast() }
        }
        return best.map(\.page)
    }

    private static func precedes(
        _ left: (page: ContentPage, score: Int), _ right: (page: ContentPage, score: Int)
    ) -> Bool {
        if left.score != right.score { return left.score > right.score }
        let early = left.page.published?.seconds ?? 0
        let late = right.page.published?.seconds ?? 0
        return early != late ? early > late : left.page.key < right.page.key
    }
}

extension SiteSection {
    /// Light sections come first; those without a weight last.
    fileprivate var weight: Int {
        let weight = page?.matter.weight ?? 0
        return weight == 0 ? Int.max : weight
    }
}

extension Taxonomy.Term {
    /// Finds a page by halving, in the order of ``ListOrder/date``.
    fileprivate func place(of page: ContentPage) -> Int? {
        let wanted = page.published?.seconds ?? Int.min
        var low = 0
        var high = pages.count
        while low < high {
            let middle = (low + high) / 2
            let seconds = pages[middle].published?.seconds ?? Int.min
            if seconds > wanted || (seconds == wanted && pages[middle].key < page.key) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low < pages.count && pages[low] === page ? low : nil
    }
}
