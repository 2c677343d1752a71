import Foundation
import LimnArticles
import LimnSite
import Synchronization
import Testing

@testable import LimnPreview

/// A server over a copy of a fixture site, as long as a test runs.
private final class Preview: Sendable {
    let root: URL
    let client: PlainClient
    private let work: Task<Void, any Error>

    private struct Echo: PreviewRoute {
        let name = "echo"

        func respond(
            to request: PreviewRequest, channel: PreviewChannel
        ) async throws -> PreviewResponse {
            PreviewResponse(String(decoding: try await request.body, as: UTF8.self))
        }
    }

    init() async throws {
        let fixture = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Fixtures/sites/bilingual")
        let root = FileManager.default.temporaryDirectory.appending(
            path: "limn-preview-\(UUID().uuidString)")
        self.root = root
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
        for part in ["limn.yml", "content", "templates", "pictures"] {
            try FileManager.default.copyItem(
                at: fixture.appending(path: part), to: root.appending(path: part))
        }
        let site = PreviewSite(root: root) { configuration in
            FolderPictureSource(configuration.libraryFolders.map { root.appending(path: $0) })
        }
        let (events, continuation) = AsyncStream<PreviewServer.Event>.makeStream()
        let server = PreviewServer(site, port: 0, routes: [Echo()])
        work = Task { try await server.run { continuation.yield($0) } }
        var port: UInt16 = 0
        for await event in events {
            if case .listening(let url) = event { port = UInt16(url.port ?? 0) }
            if case .rendered = event { break }
        }
        client = PlainClient(port: port)
    }

    func write(_ path: String, _ text: String) throws {
        try Data(text.utf8).write(to: root.appending(path: path), options: .atomic)
    }

    func stop() async {
        work.cancel()
        _ = try? await work.value
        try? FileManager.default.removeItem(at: root)
    }
}

@Suite("The preview server", .serialized)
struct PreviewServerTests {
    @Test("pages, files, HEAD, ranges and missing addresses are answered as they should")
    func files() async throws {
        let preview = try await Preview()
        let client = preview.client
        #expect(try client.request("/").headers["Location"] == "/notes/")
        let home = try client.request("/notes/")
        #expect(home.status == 200 && home.headers["Content-Type"] == "text/html; charset=utf-8")
        #expect(home.headers["Cache-Control"] == "no-store" && home.headers["ETag"] == nil)
        #expect(home.text.contains("<script src=\"/_limn/preview.js\""))
        let onDisk = preview.root.appending(path: ".limn/preview/site/index.html")
        #expect(try String(contentsOf: onDisk, encoding: .utf8).contains("<script") == false)
        #expect(
            FileManager.default.fileExists(atPath: preview.root.appending(path: "site").path)
                == false)
        let head = try client.request("/notes/", method: "HEAD")
        #expect(head.body.isEmpty && head.headers["Content-Length"] == String(home.body.count))
        #expect(try client.request("/notes/guides").headers["Location"] == "/notes/guides/")
        let missing = try client.request("/notes/zh/nowhere/")
        #expect(missing.status == 404 && missing.text.contains("lang=\"zh\""))
        #expect(missing.text.contains("/_limn/preview.js"))
        let feed = try client.request("/notes/feed.xml", headers: ["Range": "bytes=2-4"])
        #expect(feed.status == 206 && feed.text == "xml")
        #expect(feed.headers["Content-Range"]?.hasPrefix("bytes 2-4/") == true)
        #expect(try client.request("/notes/", method: "POST").status == 405)
        #expect(try client.request("/notes/%2e%2e/limn.yml").status == 400)
        #expect(try client.request("/notes/", headers: ["Host": "evil.example"]).status == 421)
        await preview.stop()
    }

    @Test("a saved file is rendered, open pages hear of it, and problems come and go")
    func changes() async throws {
        let preview = try await Preview()
        let client = preview.client
        let next = try client.messages()
        #expect(next()?.contains("\"problems\":[]") == true)
        let before = try client.request("/_limn/page?path=/notes/about/").text
        try preview.write("content/about.md", "---\ntitle: About\n---\nFresh words.\n")
        #expect(next()?.contains("\"problems\":[]") == true)
        #expect(try client.request("/notes/about/").text.contains("Fresh words."))
        #expect(try client.request("/_limn/page?path=/notes/about/").text != before)

        try preview.write("content/about.md", "---\ntitle: About\n---\n\n[gone](nowhere.md)\n")
        let problem = try #require(next())
        #expect(problem.contains("\"file\":\"content/about.md\"") && problem.contains("\"line\":5"))
        #expect(problem.contains("nowhere.md") && problem.contains("\"remedy\":"))
        #expect(try client.request("/notes/about/").text.contains("Fresh words."))
        let late = try client.messages()
        #expect(late() == problem)

        try preview.write("content/about.md", "---\ntitle: About\n---\nMended.\n")
        #expect(next()?.contains("\"problems\":[]") == true)
        #expect(try client.request("/notes/about/").text.contains("Mended."))
        await preview.stop()
    }

    @Test("a changed style sheet changes a page's styles and not the page")
    func styles() async throws {
        struct Page: Decodable, Equatable {
            let page: String
            let styles: [String]
        }
        let preview = try await Preview()
        let page = {
            try JSONDecoder().decode(
                Page.self, from: preview.client.request("/_limn/page?path=/notes/about/").body)
        }
        let before = try page()
        let next = try preview.client.messages()
        _ = next()
        try preview.write("templates/assets/plain.css", "body { color: teal }\n")
        _ = next()
        let after = try page()
        #expect(before.page == after.page && before.styles != after.styles)
        #expect(!after.styles.isEmpty)
        await preview.stop()
    }

    @Test("routes are reached by this server's own pages only")
    func routes() async throws {
        let preview = try await Preview()
        let client = preview.client
        #expect(throws: PlainClient.Refused.self) {
            try client.messages(origin: "http://evil.example")
        }
        #expect(try client.request("/_limn/echo", method: "POST", body: "hello").status == 403)
        let answer = try client.request("/_limn/token").body
        let token = try #require(JSONDecoder().decode([String: String].self, from: answer)["token"])
        let echo = try client.request(
            "/_limn/echo", method: "POST", headers: ["X-Limn-Token": token], body: "hello")
        #expect(echo.status == 200 && echo.text == "hello")
        #expect(try client.request("/_limn/nothing").status == 404)
        #expect(
            try client.request("/_limn/preview.js").headers["Content-Type"]
                == "text/javascript; charset=utf-8")
        await preview.stop()
    }

    @Test("a taken port is told, and a stopped server frees it")
    func port() async throws {
        let preview = try await Preview()
        let port = preview.client.port
        let other = PreviewServer(
            PreviewSite(root: preview.root) { _ in FolderPictureSource([]) }, port: port)
        let error = await #expect(throws: PreviewError.self) { try await other.run() }
        #expect(error?.description.contains("port \(port) is already in use") == true)
        await preview.stop()
        #expect(throws: PlainClient.Refused.self) { try PlainClient(port: port).request("/") }
    }
}
