import Foundation
import LimnArticles
import LimnSite
import LimnTemplates
import Testing

#if canImport(FoundationXML)
    import FoundationXML
#endif

@Suite("Whole sites", .serialized)
struct SiteGoldenTests {
    @Test(
        "a site renders to the expected tree, in any time zone",
        arguments: ["UTC", "Pacific/Kiritimati"])
    func golden(zone: String) async throws {
        let before = NSTimeZone.default
        NSTimeZone.default = try #require(TimeZone(identifier: zone))
        defer { NSTimeZone.default = before }
        let site = try SiteSandbox()
        try await site.render()
        let made = try site.tree()
        let folder = SiteSandbox.fixtures.appending(path: "bilingual/expected")
        if ProcessInfo.processInfo.environment["LIMN_RECORD"] == "1", zone == "UTC" {
            try record(made, in: folder)
        }
        let expected = try SiteSandbox.tree(folder)
        // How pictures are compressed depends on the libraries' versions; their names do not.
        #expect(made.keys.sorted() == expected.keys.sorted())
        for (path, data) in made where !path.hasPrefix("pictures/") {
            let wanted = String(decoding: expected[path] ?? Data(), as: UTF8.self)
            #expect(String(decoding: data, as: UTF8.self) == wanted, "\(path)")
        }
    }

    private func record(_ made: [String: Data], in folder: URL) throws {
        try? FileManager.default.removeItem(at: folder)
        for (path, data) in made {
            let file = folder.appending(path: path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try (path.hasPrefix("pictures/") ? Data() : data).write(to: file)
        }
    }

    @Test("a second render writes nothing, encodes nothing, and leaves the same bytes")
    func again() async throws {
        let site = try SiteSandbox()
        let first = try await site.render()
        let tree = try site.tree()
        #expect(first.pictures.encoded == 3 && first.pages.allSatisfy { !$0.cached })
        let second = try await site.render()
        let changed = try site.tree().filter { tree[$0.key] != $0.value }
            .mapValues { String(decoding: $0, as: UTF8.self) }
        #expect(changed.isEmpty)
        #expect(second.files.written == 0 && second.files.removed == 0)
        #expect(second.pictures.encoded == 0 && second.pictures.cached == 3)
        let isCached = second.pages.allSatisfy { $0.cached }
        #expect(isCached)
        #expect(try site.tree() == tree)
        #expect(try JSONEncoder().encode(second).isEmpty == false)
    }

    @Test("a changed page changes only what shows it")
    func change() async throws {
        let site = try SiteSandbox()
        try await site.render()
        try site.write("content/about.md", "---\ntitle: About\n---\nNew words.\n")
        let report = try await site.render()
        #expect(report.pages.filter { !$0.cached }.map(\.route) == ["/about/", "/search/"])
    }

    @Test("a page that goes away takes its files with it; hidden files stay")
    func removal() async throws {
        let site = try SiteSandbox()
        try site.write("site/.gitkeep", "")
        try site.write("site/.git/config", "x")
        try await site.render()
        try FileManager.default.removeItem(
            at: site.root.appending(path: "content/guides/ford.zh.md"))
        let report = try await site.render()
        let tree = try site.tree()
        #expect(report.files.removed > 0)
        #expect(tree["zh/guides/ford/index.html"] == nil && tree["index.html"] != nil)
        #expect(tree[".gitkeep"] != nil && tree[".git/config"] == Data("x".utf8))
    }

    @Test("a render that fails leaves the old site whole")
    func failure() async throws {
        let site = try SiteSandbox()
        try await site.render()
        let tree = try site.tree()
        try site.write("content/about.md", "---\ntitle: About\n---\n[gone](nowhere.md)\n")
        await #expect(throws: ProblemList.self) { try await site.render() }
        #expect(try site.tree() == tree)
    }

    @Test("a render after one that was killed puts everything in order")
    func killed() async throws {
        let site = try SiteSandbox()
        try await site.render()
        let tree = try site.tree()
        try site.write(".limn/site.next/half.html", "half")
        try site.write(".limn/site.next/.git/config", "kept")
        try await site.render()
        #expect(try site.tree().filter { !$0.key.hasPrefix(".git/") } == tree)
        #expect(try site.text("site/.git/config") == "kept")
        try FileManager.default.moveItem(
            at: site.root.appending(path: "site"), to: site.root.appending(path: ".limn/site.old"))
        try await site.render()
        #expect(try site.tree().filter { !$0.key.hasPrefix(".git/") } == tree)
    }

    @Test("Limn's own theme fits, and its feed and sitemap are XML")
    func theme() async throws {
        let site = try SiteSandbox()
        let templates = site.root.appending(path: "templates")
        try FileManager.default.removeItem(at: templates)
        let own = SiteSandbox.fixtures.deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "templates")
        try FileManager.default.copyItem(at: own, to: templates)
        try await site.render()
        let tree = try site.tree()
        for (path, data) in tree where path.hasSuffix(".xml") {
            let parser = XMLParser(data: data)
            #expect(parser.parse(), "\(path): \(String(describing: parser.parserError))")
        }
        for (path, data) in tree where path.hasSuffix(".html") {
            let html = String(decoding: data, as: UTF8.self)
            #expect(
                html.contains(path.hasPrefix("zh/") ? "<html lang=\"zh\" " : "<html lang=\"en\" "))
            #expect(html.contains("Content-Security-Policy"))
            let inline = html.matches(of: /<script(?! src=| type="module" src=)[^>]*>/)
            #expect(
                inline.allSatisfy { $0.0 == "<script type=\"application/ld+json\">" }, "\(path)")
            #expect(html.matches(of: /<[a-z][^>]* (style|on[a-z]+)=/).isEmpty, "\(path)")
            #expect(!html.contains("<b>raw") && !html.contains("{{"), "\(path)")
            #expect(html.matches(of: /<img(?![^>]* alt=)/).isEmpty, "\(path)")
        }
    }

    @Test("drafts are published only when asked for")
    func drafts() async throws {
        let site = try SiteSandbox()
        let report = try await site.render()
        #expect(report.absent.map(\.source) == ["content/later.en.md"])
        #expect(try site.tree()["later/index.html"] == nil)
        try await site.render(PageSelection(includesDrafts: true))
        #expect(try site.tree()["later/index.html"] != nil)
    }
}
