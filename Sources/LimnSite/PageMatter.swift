import Foundation
import LimnArticles

/// What a page's front matter says, in Limn's own words or in those of Hugo and Jekyll.
///
/// A key that none of the three knows is a parameter of the page, for its template. One that
/// differs from a known key in a letter or two is a warning.
public struct PageMatter: Sendable, Hashable {
    /// A picture for the page's head.
    public struct Picture: Sendable, Hashable {
        /// The address as written.
        public let address: String
        /// What it shows.
        public let alternativeText: String?
        /// The line of its key.
        public let line: Int?
    }

    /// A place in a menu that the page asks for.
    public struct MenuPlace: Sendable, Hashable {
        /// The menu's name.
        public let menu: String
        /// What the entry is called, if not like the page.
        public let name: String?
        /// Light entries come first.
        public let weight: Int
    }

    /// A further address that leads to the page.
    public struct Alias: Sendable, Hashable {
        /// The address as written.
        public let address: String
        /// Its line.
        public let line: Int
    }

    /// The title.
    public var title: String?
    /// The title where there is little room.
    public var shortTitle: String?
    /// One sentence about it.
    public var description: String?
    /// What lists show of it, where the writer chose that.
    public var summary: String?
    /// The moment it is dated.
    public var published: Timestamp?
    /// The moment of its last change.
    public var modified: Timestamp?
    /// The moment from which it is published, where that is not its date.
    public var publishesFrom: Timestamp?
    /// The moment from which it is published no more.
    public var expires: Timestamp?
    /// Whether it is a draft.
    public var isDraft = false
    /// Whether it is published as a page of its own.
    public var isRendered = true
    /// Whether the pages in its folder are.
    public var cascadesRendering = true
    /// The terms of each taxonomy as written: tags, categories, and what `limn.yml` names.
    public var terms: [String: [String]] = [:]
    /// Where the terms of a taxonomy stand.
    public var termLines: [String: Int] = [:]
    /// Who wrote it.
    public var authors: [String] = []
    /// Words for search engines.
    public var keywords: [String] = []
    /// The model that wrote it.
    public var writer: String?
    /// The picture for its head.
    public var picture: Picture?
    /// Further addresses.
    public var aliases: [Alias] = []
    /// The last part of its address.
    public var slug: String?
    /// Its whole address.
    public var address: String?
    /// The line of the key that changes its address.
    public var addressLine: Int?
    /// Light pages come first in lists by weight.
    public var weight: Int?
    /// Whether it shows its table of contents; `nil` leaves that to its length.
    public var showsContents: Bool?
    /// Menus that it wants to be in.
    public var menus: [MenuPlace] = []
    /// The order of a section's list.
    public var order: ListOrder?
    /// How many entries a page of a section's list has.
    public var pageSize: Int?
    /// Keys of its own, in the order of the file.
    public var parameters: [FrontMatterValue.Entry] = []
    /// What the writer should look at.
    public var warnings: [Problem] = []

    static let empty = PageMatter()

    /// Keys that other programs read and that mean nothing here.
    private static let foreignKeys = [
        "layout", "type", "build", "_build", "cascade", "headless", "markup", "outputs", "sitemap",
        "translationKey", "resources", "isCJKLanguage", "seed", "brief", "permalink_style",
        "linktitle", "excerpt_separator", "comments", "nav_order", "parent", "has_children",
    ]

    /// Keys with a meaning, by what they mean.
    private enum Names {
        static let title = ["title"]
        static let shortTitle = ["linkTitle", "linktitle", "short_title", "nav_title"]
        static let description = ["description"]
        static let summary = ["summary", "excerpt"]
        static let modified = ["updated", "lastmod", "modified", "last_modified_at"]
        static let from = ["publishDate", "publishdate", "pubdate"]
        static let expires = ["expiryDate", "expirydate", "unpublishdate"]
        static let authors = ["author", "authors"]
        static let keywords = ["keywords"]
        static let picture = ["picture", "image", "cover", "featured_image", "thumbnail", "images"]
        static let aliases = ["aliases", "redirect_from"]
        static let address = ["url", "permalink"]
        static let weight = ["weight", "nav_order"]
        static let contents = ["toc"]
        static let menus = ["menu", "menus"]
        static let all =
            title + shortTitle + description + summary + ["date"] + modified + from + expires
            + authors
            + keywords + picture + aliases + address + weight + contents + menus + [
                "draft", "published", "picture_text", "image_alt", "slug", "sort", "page_size",
                "params", "writer", "tag", "category",
            ]
    }
}

extension PageMatter {
    /// Reads front matter.
    ///
    /// - Throws: a `ProblemList` with a problem for each value of the wrong kind
    init(_ matter: FrontMatter, name: ContentName, taxonomies: [String]) throws {
        var problems = ProblemList()
        func text(_ names: [String]) throws -> String? {
            guard let key = matter.key(among: names) else { return nil }
            let text = try problems.collect { try matter.string(key) } ?? nil
            let clean = text?.trimmingBlanks ?? ""
            return clean.isEmpty ? nil : clean
        }
        func time(_ names: [String]) throws -> Timestamp? {
            guard let key = matter.key(among: names) else { return nil }
            return try problems.collect { try matter.timestamp(key) } ?? nil
        }
        func list(_ names: [String]) throws -> [String] {
            guard let key = matter.key(among: names) else { return [] }
            return try (problems.collect { try matter.strings(key) } ?? nil) ?? []
        }
        func flag(_ key: String) throws -> Bool? {
            try problems.collect { try matter.boolean(key) } ?? nil
        }

        title = try text(Names.title)
        shortTitle = try text(Names.shortTitle)
        description = try text(Names.description)
        summary = try text(Names.summary)
        let named = name.day.flatMap { Timestamp($0) }
        var misread: [Problem] = []
        do {
            published = try matter.timestamp("date") ?? named
        } catch let problem as Problem where named != nil {
            // The file's name tells the day.
            misread = [problem.asWarning]
            published = named
        } catch let problem as Problem {
            problems.append(problem)
        }
        modified = try time(Names.modified)
        publishesFrom = try time(Names.from)
        expires = try time(Names.expires)
        let isDraft = try flag("draft") ?? name.isDraft
        self.isDraft = try isDraft || flag("published") == false
        isRendered = try problems.collect { try Self.isRendered(by: matter) } ?? true
        cascadesRendering = try problems.collect { try Self.cascades(in: matter) } ?? true
        keywords = try list(Names.keywords)
        writer = try text(["writer"])
        slug = try text(["slug"])
        address = try text(Names.address)
        addressLine = matter.key(among: ["slug"] + Names.address).flatMap {
            matter.location(of: $0).line
        }
        weight =
            try problems.collect {
                try matter.key(among: Names.weight).flatMap { try matter.integer($0) }
            } ?? nil
        showsContents = matter.value("toc")?.text == nil ? nil : try flag("toc")
        authors = try problems.collect { try Self.authors(in: matter) } ?? []
        picture = try problems.collect { try Self.picture(in: matter) } ?? nil
        menus = try problems.collect { try Self.menus(in: matter) } ?? []
        order = try problems.collect { try ListOrder(in: matter) } ?? nil
        pageSize = try problems.collect { try matter.integer("page_size", in: 0...10_000) } ?? nil
        if let key = matter.key(among: Names.aliases) {
            let line = matter.location(of: key).line ?? 1
            aliases = try list([key]).map { Alias(address: $0, line: line) }
            if case .sequence(let items)? = matter.value(key)?.content {
                aliases = items.compactMap { item in
                    item.text.map { Alias(address: $0, line: item.line) }
                }
            }
        }
        for taxonomy in taxonomies {
            let singular = ["tags": "tag", "categories": "category"][taxonomy]
            let names = [taxonomy] + [singular].compactMap { $0 }
            guard let key = matter.key(among: names) else { continue }
            let found = try list([key])
            for term in found where Slug.readable(term).isEmpty {
                problems.append(
                    matter.problem(
                        key, "'\(term.prefix(40))' has no letter or digit",
                        remedy: "Rename the term."))
            }
            terms[taxonomy] = found
            termLines[taxonomy] = matter.location(of: key).line
        }
        let known = Names.all + taxonomies
        let harmless = known + Self.foreignKeys
        warnings =
            misread
            + matter.misspeltKeys(known: known).filter { problem in
                !matter.entries.contains {
                    $0.line == problem.location.line && Self.foreignKeys.contains($0.key)
                }
            }
        let own = try problems.collect { try matter.group("params") } ?? nil
        parameters =
            matter.entries.filter { !harmless.contains($0.key) } + (own?.entries ?? [])
        try problems.throwIfErrors()
    }

    private static func authors(in matter: FrontMatter) throws -> [String] {
        guard let key = matter.key(among: Names.authors), let value = matter.value(key) else {
            return []
        }
        // Hugo's themes write a group with a name; others a text, or several.
        let values: [FrontMatterValue] =
            if case .sequence(let items) = value.content { items } else { [value] }
        return try values.compactMap { value in
            switch value.content {
            case .scalar(let name): return name
            case .mapping(let entries):
                if let name = entries.first(where: { $0.key == "name" })?.value.text {
                    return name
                }
                throw matter.problem(
                    key, "'\(key)' has no name", remedy: "Write for example: \(key): Ann Lee")
            case .empty: return nil
            case .sequence:
                throw matter.problem(
                    key, "'\(key)' must be a name or a list of names",
                    remedy: "Write for example: \(key): [Ann Lee, Li Wei]")
            }
        }
    }

    /// Hugo's `build: {render: never}`, and `headless: true`.
    private static func isRendered(by matter: FrontMatter) throws -> Bool {
        if matter.value("headless")?.text == "true" { return false }
        guard let key = matter.key(among: ["build", "_build"]),
            case .mapping? = matter.value(key)?.content, let build = try matter.group(key)
        else { return true }
        return !["never", "false"].contains(build.value("render")?.text)
    }

    /// Whether Hugo's `cascade` lets the pages below be published; one that has a target is about
    /// some of them only, and is not looked at.
    private static func cascades(in matter: FrontMatter) throws -> Bool {
        guard let value = matter.value("cascade") else { return true }
        var values = [value]
        if case .sequence(let items) = value.content { values = items }
        return try values.compactMap { $0.group(file: matter.file) }
            .filter { $0.key(among: ["target", "_target"]) == nil }
            .allSatisfy { try isRendered(by: $0) }
    }

    private static func picture(in matter: FrontMatter) throws -> Picture? {
        guard let key = matter.key(among: Names.picture) else { return nil }
        let line = matter.location(of: key).line
        let text = try matter.string("picture_text") ?? matter.string("image_alt")
        switch matter.value(key)?.content {
        case .mapping:
            guard let group = try matter.group(key),
                let address = try group.key(among: ["image", "src", "url", "path"]).flatMap({
                    try group.string($0)
                })
            else { return nil }
            return Picture(
                address: address, alternativeText: try group.string("alt") ?? text, line: line)
        case .sequence:
            let first = try matter.strings(key)?.first
            return first.map { Picture(address: $0, alternativeText: text, line: line) }
        default:
            guard let address = try matter.string(key), !address.isEmpty else { return nil }
            return Picture(address: address, alternativeText: text, line: line)
        }
    }

    private static func menus(in matter: FrontMatter) throws -> [MenuPlace] {
        guard let key = matter.key(among: Names.menus) else { return [] }
        guard case .mapping? = matter.value(key)?.content, let group = try matter.group(key) else {
            return try (matter.strings(key) ?? []).map {
                MenuPlace(menu: $0, name: nil, weight: 0)
            }
        }
        return try group.entries.map { entry in
            let place = try group.group(entry.key)
            return MenuPlace(
                menu: entry.key, name: try place?.string("name"),
                weight: try place?.integer("weight") ?? 0)
        }
    }
}
