import Foundation
import LimnArticles
import LimnSite

/// A copy of a site of `Tests/Fixtures/sites` that a test may change and render.
struct SiteSandbox: ~Copyable {
    static let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Fixtures/sites")

    let root: URL

    /// A site of one's own with the templates of `bilingual`.
    static func containing(_ files: [String: String]) throws -> SiteSandbox {
        let site = try SiteSandbox()
        try FileManager.default.removeItem(at: site.root.appending(path: "content"))
        try site.write("limn.yml", "title: Site\nbase_url: https://example.org/\n")
        for (path, text) in files { try site.write(path, text) }
        return site
    }

    init(_ name: String = "bilingual") throws {
        root = FileManager.default.temporaryDirectory.appending(
            path: "limn-site-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
        for part in ["limn.yml", "content", "templates", "pictures"] {
            try FileManager.default.copyItem(
                at: Self.fixtures.appending(path: "\(name)/\(part)"), to: root.appending(path: part)
            )
        }
    }

    deinit {
        try? FileManager.default.removeItem(at: root)
    }

    @discardableResult
    func render(_ selection: PageSelection = PageSelection()) async throws -> RenderReport {
        let configuration = try SiteConfiguration.read(in: root)
        let pictures = FolderPictureSource(
            configuration.libraryFolders.map { root.appending(path: $0) })
        return try await SiteRenderer(
            configuration, pictures: pictures, selection: selection
        ).render()
    }

    /// What rendering complains about, one problem an element.
    func problems() async throws -> [String] {
        do {
            return try await render().warnings
        } catch let list as ProblemList {
            return list.problems.map(\.description)
        }
    }

    func write(_ path: String, _ text: String) throws {
        let file = root.appending(path: path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    /// Files of a folder with their bytes.
    func tree(_ folder: String = "site") throws -> [String: Data] {
        try Self.tree(root.appending(path: folder))
    }

    static func tree(_ folder: URL) throws -> [String: Data] {
        var found: [String: Data] = [:]
        let walker = FileManager.default.enumerator(atPath: folder.path)
        while let path = walker?.nextObject() as? String {
            guard walker?.fileAttributes?[.type] as? FileAttributeType == .typeRegular else {
                continue
            }
            found[path] = try Data(contentsOf: folder.appending(path: path))
        }
        return found
    }
}
