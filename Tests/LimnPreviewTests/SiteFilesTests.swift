import Foundation
import Testing

@testable import LimnPreview

@Suite("Files behind addresses")
struct SiteFilesTests {
    private static func site() throws -> (folder: URL, files: SiteFiles) {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "limn-files-\(UUID().uuidString)")
        for (path, text) in [
            "site/index.html": "home", "site/a b/index.html": "space", "site/empty/x.txt": "x",
            "site/404.html": "none", "site/zh/404.html": "没有", "site/.git/config": "secret",
            "site/..a/index.html": "dots", "secret.txt": "secret", "site2/x.txt": "beside",
        ] {
            let file = folder.appending(path: path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        for (link, target) in ["out": "..", "file": "../secret.txt", "in": "a b"] {
            try FileManager.default.createSymbolicLink(
                atPath: folder.appending(path: "site/\(link)").path, withDestinationPath: target)
        }
        return (folder, SiteFiles(root: folder.appending(path: "site"), basePath: "/"))
    }

    @Test("addresses lead to files, folders to their index")
    func found() throws {
        let (folder, files) = try Self.site()
        defer { try? FileManager.default.removeItem(at: folder) }
        let root = folder.appending(path: "site").resolvingSymlinksInPath()
        #expect(files.place("/") == .file(root.appending(path: "index.html"), bytes: 4))
        #expect(files.place("/index.html") == .file(root.appending(path: "index.html"), bytes: 4))
        #expect(
            files.place("/a%20b/") == .file(root.appending(path: "a b/index.html"), bytes: 5))
        #expect(files.place("/in/") == .file(root.appending(path: "a b/index.html"), bytes: 5))
        #expect(files.place("/a%20b") == .folderWithoutSlash)
        #expect(files.place("/empty/") == .nothing)
        #expect(files.place("/index.html/") == .nothing)
    }

    @Test(
        "nothing outside the site is reached",
        arguments: [
            "/../secret.txt", "/%2e%2e/secret.txt", "/%2E%2E/secret.txt", "/a%20b/../../secret.txt",
            "/..%2fsecret.txt", "/%2e%2e%2fsecret.txt", "/..%5csecret.txt", "/a/%00",
            "/.git/config",
            "/%2egit/config", "/out/secret.txt", "/file", "/out/", "/../site2/x.txt", "secret.txt",
            "http://localhost/index.html", "//secret.txt", "/%c0%ae%c0%ae/secret.txt", "/%", "",
            "/./secret.txt", "/..a", "/%2e%2ea/",
        ])
    func contained(path: String) throws {
        let (folder, files) = try Self.site()
        defer { try? FileManager.default.removeItem(at: folder) }
        let place = files.place(path)
        #expect(place == .nothing || place == .malformed, "\(path): \(place)")
    }

    @Test("a site with a base path is mounted there")
    func basePath() throws {
        let (folder, files) = try Self.site()
        defer { try? FileManager.default.removeItem(at: folder) }
        let mounted = SiteFiles(root: files.root, basePath: "/notes/")
        guard case .file = mounted.place("/notes/") else {
            Issue.record("the home page is not found")
            return
        }
        #expect(
            mounted.place("/") == .nothing && mounted.place("/notes/../index.html") == .malformed)
    }

    @Test("the nearest page for missing addresses is taken")
    func missing() throws {
        let (folder, files) = try Self.site()
        defer { try? FileManager.default.removeItem(at: folder) }
        let text = { (path: String) in
            try files.notFoundPage(for: path).map { try String(contentsOf: $0, encoding: .utf8) }
        }
        #expect(try text("/x/y/") == "none")
        #expect(try text("/zh/x/y/") == "没有")
        #expect(try text("/../x") == "none")
    }

    @Test("ranges are read as RFC 9110 has them")
    func ranges() {
        #expect(ByteRange.parse("bytes=0-1", of: 10) == .some(0..<2))
        #expect(ByteRange.parse("bytes=4-", of: 10) == .some(4..<10))
        #expect(ByteRange.parse("bytes=-3", of: 10) == .some(7..<10))
        #expect(ByteRange.parse("bytes=8-99999999999", of: 10) == .some(8..<10))
        #expect(ByteRange.parse("bytes=10-", of: 10) == .some(nil))
        #expect(ByteRange.parse("bytes=-0", of: 10) == .some(nil))
        for header in ["bytes=5-2", "bytes=a-b", "bytes=0-1,3-4", "rows=1-2", "bytes=-", "bytes="] {
            #expect(ByteRange.parse(header, of: 10) == nil, "\(header)")
        }
    }
}
