import LimnArticles
import LimnTemplates

extension SiteRenderer {
    /// What a look at the templates alone found.
    public struct TemplateAudit: Sendable {
        /// How many templates there are.
        public let templates: Int
        /// Everything that is wrong or needless, in the order of file and line.
        public let problems: [Problem]
    }

    /// Checks the templates of a site without rendering it.
    ///
    /// - Throws: an error of the file system; mistakes in templates are in the result
    public static func audit(
        templatesOf configuration: SiteConfiguration
    ) throws -> TemplateAudit {
        var problems = ProblemList()
        let library = try problems.collect {
            try TemplateLibrary(
                folder: configuration.templatesFolder, languages: configuration.languages)
        }
        let assets = try problems.collect {
            try AssetCatalog(templates: configuration.templatesFolder)
        }
        if let library {
            let names = Set(assets?.assets.map(\.name) ?? [])
            problems.append(
                contentsOf: library.problems(
                    Self.templates(with: library.names), texts: ["assets": names],
                    alsoUsed: ["shortcodes/"]))
        }
        return TemplateAudit(
            templates: library?.names.count ?? 0, problems: problems.problems)
    }
}
