import LimnArticles

/// A folder of `content/` that has a list of its own, in one language.
///
/// As in Hugo, these are the folders at the top and those with an `_index.md`; pages of other
/// folders belong to the nearest section around them.
struct SiteSection: Sendable {
    /// The folders from the top; empty for the home page.
    let folder: [String]
    let route: Route
    let title: String
    /// Its `_index.md`.
    let page: ContentPage?
    /// The pages that belong to it, in the order of its list.
    let pages: [ContentPage]
    /// Whether the first page of the list is the newest.
    let isNewestFirst: Bool
    /// How many entries a page of the list has; 0 puts all on one.
    let pageSize: Int

    /// All sections of a language, the home page first, then by path.
    static func all(
        _ pages: [ContentPage], language: LanguageTag, configuration: SiteConfiguration
    ) -> [SiteSection] {
        var own: [[String]: ContentPage] = [:]
        var folders: Set<[String]> = [[]]
        let taxonomies = Set(configuration.taxonomies.map(\.name))
        for page in pages {
            if page.kind == .list {
                let folder = page.section
                // `tags/animals/_index.md` has the words for a term's list.
                if let first = folder.first, taxonomies.contains(first) { continue }
                own[folder] = page
                folders.insert(folder)
            } else if let top = page.section.first {
                folders.insert([top])
            }
        }
        var members: [[String]: [ContentPage]] = [:]
        for page in pages where page.kind != .list {
            var folder = page.section
            while !folders.contains(folder) { folder.removeLast() }
            members[folder, default: []].append(page)
        }
        let top = language == configuration.defaultLanguage ? [] : [language.code]
        return folders.sorted { $0.joined(separator: "/") < $1.joined(separator: "/") }
            .map { folder in
                let page = own[folder]
                let order = page?.matter.order ?? configuration.order
                let pages = order.sorted(members[folder] ?? [])
                return SiteSection(
                    folder: folder, route: Route(top + folder),
                    title: page?.title ?? ContentPage.title(from: folder.last ?? ""), page: page,
                    pages: pages, isNewestFirst: order.isNewestFirst(for: pages),
                    pageSize: page?.matter.pageSize ?? configuration.pageSize)
            }
    }
}

extension ListOrder {
    /// Whether pages in this order go from new to old.
    fileprivate func isNewestFirst(for pages: [ContentPage]) -> Bool {
        switch self {
        case .date: true
        case .automatic:
            pages.contains { $0.published != nil }
                && pages.allSatisfy { ($0.matter.weight ?? 0) == 0 }
        case .oldest, .weight, .title, .path: false
        }
    }
}
