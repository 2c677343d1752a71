import LimnArticles
import LimnTemplates

/// The templates of a site and the files that go with them, read and checked.
struct SiteTheme: Sendable {
    let templates: TemplateLibrary
    let assets: AssetCatalog

    /// Reads `templates/`.
    ///
    /// - Throws: a `ProblemList` with everything that is wrong in it, or an error of the file system
    init(_ configuration: SiteConfiguration) throws {
        var problems = ProblemList()
        let templates = try problems.collect {
            try TemplateLibrary(
                folder: configuration.templatesFolder, languages: configuration.languages)
        }
        let assets = try problems.collect {
            try AssetCatalog(
                templates: configuration.templatesFolder, minifies: configuration.minifies)
        }
        guard let templates, let assets else { throw problems }
        try problems.collect {
            try templates.check(
                SiteRenderer.templates(with: templates.names),
                texts: ["assets": Set(assets.assets.map(\.name))])
        }
        try problems.throwIfErrors()
        self.templates = templates
        self.assets = assets
    }
}
