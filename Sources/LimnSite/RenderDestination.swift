import Foundation

/// Where a render puts the site.
public enum RenderDestination: Sendable {
    /// The published site: `site/`.
    case site
    /// The preview of `limn serve`: `.limn/preview/site/`.
    case preview

    /// The folder of the site.
    public func site(_ configuration: SiteConfiguration) -> URL {
        switch self {
        case .site: configuration.outputFolder
        case .preview: work(configuration).appending(path: "site", directoryHint: .isDirectory)
        }
    }

    /// The folder for what a render needs beside the site.
    func work(_ configuration: SiteConfiguration) -> URL {
        switch self {
        case .site: configuration.cacheFolder
        case .preview:
            configuration.cacheFolder.appending(path: "preview", directoryHint: .isDirectory)
        }
    }
}
