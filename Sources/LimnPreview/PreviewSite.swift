import Foundation
import LimnArticles
import LimnSite

/// The site as the preview server shows it: rendered into a folder of its own, so that the
/// published `site/` changes only when it is asked to.
///
/// ```swift
/// let site = PreviewSite(root: folder) { configuration in try library(configuration) }
/// let outcome = await site.render()
/// ```
public actor PreviewSite {
    /// How a render ended.
    public enum Outcome: Sendable {
        /// The site is rendered.
        case rendered(RenderReport)
        /// The last good render stays; these are the reasons.
        case refused([Problem])
    }

    /// Gives the pictures of a site's library.
    public typealias Library = @Sendable (SiteConfiguration) throws -> any PictureSource

    /// The folder with `limn.yml`.
    public nonisolated let root: URL
    private let selection: @Sendable () -> PageSelection
    private let library: Library
    private var known: (configuration: SiteConfiguration, pictures: any PictureSource)?
    private var session: RenderSession?

    /// Makes a site; nothing is read yet.
    ///
    /// - Parameters:
    ///   - root: the folder with `limn.yml`
    ///   - selection: which pages are shown, asked before each render
    ///   - library: opens the image library; asked again when its folders or `limn.yml` change
    public init(
        root: URL, selection: @escaping @Sendable () -> PageSelection = { PageSelection() },
        library: @escaping Library
    ) {
        self.root = root.standardizedFileURL
        self.selection = selection
        self.library = library
    }

    /// The folder of the render.
    nonisolated var output: URL {
        root.appending(path: ".limn/preview/site", directoryHint: .isDirectory)
    }

    /// What to watch: the site's folder and those of its library, but nothing that Limn writes.
    nonisolated var tree: FolderTree {
        let configuration = try? SiteConfiguration.read(in: root)
        let folders = (configuration?.libraryFolders ?? []).map {
            URL(filePath: $0, relativeTo: root).standardizedFileURL
        }
        return FolderTree(
            roots: [root] + folders,
            ignored: [root.appending(path: "site"), root.appending(path: ".limn")])
    }

    /// Where the site is mounted, as its `base_url` says; begins and ends with a slash.
    nonisolated var basePath: String {
        let address = (try? SiteConfiguration.read(in: root))?.baseURL ?? ""
        let path = URLComponents(string: address)?.percentEncodedPath ?? "/"
        return path.hasPrefix("/") && path.hasSuffix("/") ? path : "/"
    }

    /// Renders what has changed.
    ///
    /// - Parameter changed: paths that changed; `nil` when that is not known
    public func render(changed: Set<String>? = nil) async -> Outcome {
        do {
            let configuration = try SiteConfiguration.read(in: root)
            let pictures = try pictures(configuration, changed: changed)
            let session = self.session ?? RenderSession()
            self.session = session
            let renderer = SiteRenderer(
                configuration, pictures: pictures,
                selection: selection(),
                destination: .preview, session: session)
            return .rendered(try await renderer.render())
        } catch let list as ProblemList {
            return .refused(list.problems.filter { $0.severity == .error })
        } catch let problem as Problem {
            return .refused([problem])
        } catch {
            return .refused([
                Problem(
                    at: SourceLocation(file: root.lastPathComponent),
                    "the site cannot be rendered: \(error.localizedDescription)",
                    remedy: "Check that the disk is not full and \(root.path) can be written.")
            ])
        }
    }

    private func pictures(
        _ configuration: SiteConfiguration, changed: Set<String>?
    ) throws -> any PictureSource {
        if let known, let changed, known.configuration == configuration {
            let folders = configuration.libraryFolders.map {
                URL(filePath: $0, relativeTo: root).standardizedFileURL.path
            }
            let isTouched = changed.contains { path in
                folders.contains { path == $0 || path.hasPrefix($0 + "/") }
            }
            if !isTouched { return known.pictures }
        }
        let pictures = try library(configuration)
        known = (configuration, pictures)
        return pictures
    }
}
