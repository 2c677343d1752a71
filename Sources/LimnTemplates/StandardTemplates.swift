import Foundation
import LimnArticles

/// The templates that Limn brings along, for sites to begin with: the folder `templates/`.
public enum StandardTemplates {
    /// The files by their paths below `templates/`.
    public static let files: [String: Data] = embedded.mapValues { Data($0) }

    private static let embedded: [String: [UInt8]] = [
        "article.mustache": PackageResources.article_mustache,
        "assets/icon.svg": PackageResources.icon_svg,
        "assets/search.js": PackageResources.search_js,
        "assets/theme.css": PackageResources.theme_css,
        "assets/theme.js": PackageResources.theme_js,
        "base.mustache": PackageResources.base_mustache,
        "feed.mustache": PackageResources.feed_mustache,
        "list.mustache": PackageResources.list_mustache,
        "not-found.mustache": PackageResources.not_found_mustache,
        "page.mustache": PackageResources.page_mustache,
        "partials/card.mustache": PackageResources.card_mustache,
        "partials/credit.mustache": PackageResources.credit_mustache,
        "partials/figure-sizes.mustache": PackageResources.figure_sizes_mustache,
        "partials/figure.mustache": PackageResources.figure_mustache,
        "partials/hero-sizes.mustache": PackageResources.hero_sizes_mustache,
        "partials/hero.mustache": PackageResources.hero_mustache,
        "partials/languages.mustache": PackageResources.languages_mustache,
        "partials/lead-sizes.mustache": PackageResources.lead_sizes_mustache,
        "partials/lead.mustache": PackageResources.lead_mustache,
        "partials/neighbours.mustache": PackageResources.neighbours_mustache,
        "robots.mustache": PackageResources.robots_mustache,
        "search.mustache": PackageResources.search_mustache,
        "sitemap-index.mustache": PackageResources.sitemap_index_mustache,
        "sitemap.mustache": PackageResources.sitemap_mustache,
        "strings.en.yml": PackageResources.strings_en_yml,
        "strings.zh.yml": PackageResources.strings_zh_yml,
        "tags.mustache": PackageResources.tags_mustache,
    ]

    /// Writes the files that a folder lacks; what is there stays as it is.
    ///
    /// - Returns: the paths of what was written, in order
    /// - Throws: `Problem` for a file that cannot be written
    public static func complete(_ folder: URL) throws -> [String] {
        let missing = files.filter {
            !FileManager.default.fileExists(atPath: folder.appending(path: $0.key).path)
        }
        for (path, data) in missing {
            let file = folder.appending(path: path)
            do {
                try FileManager.default.createDirectory(
                    at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try data.write(to: file, options: .atomic)
            } catch {
                throw Problem(
                    at: SourceLocation(file: "templates/\(path)"),
                    "the file cannot be written: \(error.localizedDescription)",
                    remedy: "Check the folder's permissions and the space on the disk.")
            }
        }
        return missing.keys.sorted()
    }
}
