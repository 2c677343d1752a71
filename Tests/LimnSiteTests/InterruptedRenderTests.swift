import Foundation
import LimnArticles
import Synchronization
import Testing

@testable import LimnSite

@Suite("Renders that are interrupted", .serialized)
struct InterruptedRenderTests {
    /// A disk that fails from one operation on, as a full one does, or one whose machine stopped.
    private final class FailingDisk: Sendable {
        private let left: Mutex<Int>

        init(after count: Int) {
            left = Mutex(count)
        }

        var disk: OutputDisk {
            OutputDisk { operation, path in
                let isFailing = self.left.withLock { left in
                    left -= 1
                    return left < 0
                }
                if isFailing { throw OutputError(operation, path, ENOSPC) }
            }
        }

        var hasFailed: Bool { left.withLock { $0 < 0 } }
    }

    private func render(
        _ site: borrowing SiteSandbox, _ session: RenderSession, _ disk: OutputDisk = OutputDisk()
    ) async throws {
        var renderer = SiteRenderer(
            try SiteConfiguration.read(in: site.root),
            pictures: FolderPictureSource([site.root.appending(path: "pictures")]),
            session: session)
        renderer.disk = disk
        _ = try await renderer.render()
    }

    @Test(
        "wherever the disk fails, the old site is whole, and the next render makes the new one",
        arguments: [true, false])
    func failures(keepsSession: Bool) async throws {
        let site = try SiteSandbox.containing([
            "content/about.md": "---\ntitle: About\n---\nText.\n",
            "content/post.md": "---\ntitle: Post\ndate: 2026-01-01\n---\nText.\n",
        ])
        try site.write("site/.git/config", "kept")
        let session = RenderSession()
        try await render(site, session)
        var old = try site.tree().filter { !$0.key.hasPrefix(".") }
        var count = 0
        var round = 0
        while true {
            round += 1
            try site.write(
                "content/about.md", "---\ntitle: About \(round)\n---\nRound \(round).\n")
            let extra = site.root.appending(path: "content/extra.md")
            if round.isMultiple(of: 2) {
                try? FileManager.default.removeItem(at: extra)
            } else {
                try site.write("content/extra.md", "---\ntitle: Extra\n---\nText.\n")
            }
            let failing = FailingDisk(after: count)
            do {
                try await render(site, session, failing.disk)
            } catch let error as OutputError {
                #expect(error.description.contains("Make room on the disk"))
            }
            let left = try site.tree().filter { !$0.key.hasPrefix(".") }
            guard failing.hasFailed else { break }
            let isOld = left == old
            try await render(site, keepsSession ? session : RenderSession())
            #expect(try site.text("site/.git/config") == "kept")
            let new = try site.tree().filter { !$0.key.hasPrefix(".") }
            #expect(isOld || left == new, "operation \(count) left a mixture")
            #expect(new["about/index.html"] != old["about/index.html"])
            #expect((new["extra/index.html"] == nil) == round.isMultiple(of: 2))
            old = new
            count += 1 + count / 16
        }
        #expect(count > 20)
    }

    @Test("two renders at once: the second is refused and told which process is at work")
    func locked() async throws {
        let site = try SiteSandbox()
        try await render(site, RenderSession())
        let lock = try FolderLock(site.root.appending(path: ".limn/site.lock"))
        let problem = await #expect(throws: Problem.self) {
            try await render(site, RenderSession())
        }
        #expect(problem?.message.contains("(process \(getpid()))") == true)
        withExtendedLifetime(lock) {}
    }

    @Test("a lock that a dead process left is no obstacle")
    func staleLock() async throws {
        let site = try SiteSandbox()
        try site.write(".limn/site.lock", "999999")
        try await render(site, RenderSession())
        #expect(try site.tree()["index.html"] != nil)
    }

    @Test("a page that becomes a folder, and a folder that becomes a page's file, change places")
    func shapes() async throws {
        let site = try SiteSandbox()
        let session = RenderSession()
        try site.write("content/about.txt.md", "---\ntitle: X\n---\nText.\n")
        try await render(site, session)
        // What a former program left: files where folders are wanted, and the other way round.
        try FileManager.default.removeItem(at: site.root.appending(path: "site/about"))
        try site.write("site/about", "a file")
        try FileManager.default.removeItem(at: site.root.appending(path: "site/robots.txt"))
        try site.write("site/robots.txt/x", "a folder")
        try await render(site, session)
        let tree = try site.tree()
        #expect(tree["about/index.html"] != nil && tree["robots.txt"] != nil)
        #expect(tree["robots.txt/x"] == nil)
    }
}
