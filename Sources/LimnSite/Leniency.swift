import LimnArticles

/// What is only warned of, so that a tree from elsewhere can be rendered as it is.
///
/// ```yaml
/// lenient: [links, pictures, shortcodes]
/// ```
/// A broken link loses its address and keeps its words; a picture that is missing or lies on
/// another server gives way to its description; of a shortcode without a template, what stands
/// between its ends is left.
public struct Leniency: Sendable, Hashable {
    /// Links that lead nowhere.
    public var links: Bool
    /// Pictures that are missing, elsewhere, or without a description.
    public var pictures: Bool
    /// Shortcodes that have no template.
    public var shortcodes: Bool

    /// Makes a leniency.
    public init(links: Bool = false, pictures: Bool = false, shortcodes: Bool = false) {
        self.links = links
        self.pictures = pictures
        self.shortcodes = shortcodes
    }

    init(_ matter: FrontMatter) throws {
        let names = try matter.strings("lenient") ?? []
        for name in names where !["links", "pictures", "shortcodes"].contains(name) {
            throw matter.problem(
                "lenient", "one cannot be lenient with '\(name.prefix(40))'",
                remedy: "Write for example: lenient: [links, pictures, shortcodes]")
        }
        self.init(
            links: names.contains("links"), pictures: names.contains("pictures"),
            shortcodes: names.contains("shortcodes"))
    }
}
