import LimnArticles

/// One way in which pages are sorted: tags, categories, or what `limn.yml` adds.
///
/// ```yaml
/// taxonomies: [tags, categories, series]
/// ```
public struct TaxonomyName: Sendable, Hashable {
    /// The key in front matter; also the folder of its lists.
    public let name: String

    /// What sites have that say nothing.
    static let usual = [TaxonomyName(name: "tags"), TaxonomyName(name: "categories")]

    static func read(_ matter: FrontMatter) throws -> [TaxonomyName] {
        guard matter.value("taxonomies") != nil else { return usual }
        // Hugo writes `taxonomies: {tag: tags}`: singular and plural.
        let names: [String]
        if case .mapping? = matter.value("taxonomies")?.content,
            let group = try matter.group("taxonomies")
        {
            names = try group.entries.map { try group.string($0.key) ?? $0.key }
        } else {
            names = try matter.strings("taxonomies") ?? []
        }
        for name in names {
            let isName = name.utf8.allSatisfy {
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || $0 == UInt8(ascii: "_")
                    || $0 == UInt8(ascii: "-")
            }
            guard isName, !name.isEmpty, names.filter({ $0 == name }).count == 1 else {
                throw matter.problem(
                    "taxonomies", "'\(name.prefix(40))' cannot be the name of a taxonomy",
                    remedy: "Use small letters, each name once: taxonomies: [tags, series]")
            }
        }
        return names.map { TaxonomyName(name: $0) }
    }
}
