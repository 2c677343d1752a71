import Foundation
import Testing

@Suite("limn render and limn serve, as commands", .serialized)
struct RenderCommandTests {
    /// A copy of the fixture site with a few more posts.
    private struct Site: ~Copyable {
        let root: URL

        init(posts: Int = 0) throws {
            let fixture = URL(filePath: #filePath).deletingLastPathComponent()
                .deletingLastPathComponent().appending(path: "Fixtures/sites/bilingual")
            root = FileManager.default.temporaryDirectory.appending(
                path: "limn-render-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
            for part in ["limn.yml", "content", "templates", "pictures"] {
                try FileManager.default.copyItem(
                    at: fixture.appending(path: part), to: root.appending(path: part))
            }
            for number in 0..<posts { try write(post: number, "Words of post \(number).") }
        }

        deinit {
            try? FileManager.default.removeItem(at: root)
        }

        func write(post number: Int, _ text: String) throws {
            let day = 10 + number % 18
            try Data(
                "---\ntitle: Post \(number)\ndate: 2025-02-\(day)\ntags: [a, ä, 中]\n---\n\(text)\n"
                    .utf8
            ).write(to: root.appending(path: "content/post-\(number).en.md"))
        }

        func tree() throws -> [String: Data] {
            var found: [String: Data] = [:]
            let folder = root.appending(path: "site")
            let walker = FileManager.default.enumerator(atPath: folder.path)
            while let path = walker?.nextObject() as? String {
                let isFile =
                    walker?.fileAttributes?[.type] as? FileAttributeType == .typeRegular
                if isFile { found[path] = try Data(contentsOf: folder.appending(path: path)) }
            }
            return found
        }
    }

    @Test("the same bytes, whatever the machine's language, time zone and number of processors")
    func environments() throws {
        let site = try Site(posts: 40)
        var first: [String: Data]?
        for environment in [
            ["TZ=UTC", "LANG=C"],
            ["TZ=Pacific/Kiritimati", "LANG=tr_TR.UTF-8", "LC_ALL=tr_TR.UTF-8"],
            ["TZ=America/Los_Angeles", "LANG=de_DE.UTF-8", "taskset", "-c", "0"],
        ] {
            for folder in ["site", ".limn"] {
                try? FileManager.default.removeItem(at: site.root.appending(path: folder))
            }
            let outcome = try LimnCommand.run(
                ["render", "--quiet", "--directory", site.root.path], through: environment)
            #expect(outcome.status == 0, "\(outcome.errors)")
            let tree = try site.tree()
            #expect(tree.count > 60)
            #expect(first == nil || first == tree, "\(environment)")
            first = first ?? tree
        }
    }

    @Test(
        "killed at any moment, the site is the old one or the new one, and the next render mends all"
    )
    func kills() throws {
        let site = try Site(posts: 30)
        let render = ["render", "--quiet", "--directory", site.root.path]
        #expect(try LimnCommand.run(render).status == 0)
        var old = try site.tree()
        var kills = 0
        for round in 0..<12 {
            for number in 0..<30 { try site.write(post: number, "Round \(round) of \(number).") }
            let process = try LimnCommand.start(render)
            Thread.sleep(forTimeInterval: 0.04 + 0.03 * Double(round))
            if process.isRunning { kills += 1 }
            kill(process.processIdentifier, SIGKILL)
            process.waitUntilExit()
            let left = try site.tree()
            #expect(try LimnCommand.run(render).status == 0)
            let new = try site.tree()
            #expect(left == old || left == new, "round \(round)")
            #expect(new["post-3/index.html"] != old["post-3/index.html"])
            old = new
        }
        #expect(kills > 0)
    }

    @Test(
        "limn serve says where it serves, refuses a taken port, and ends in order",
        arguments: [SIGINT, SIGTERM])
    func serve(signal: Int32) throws {
        let site = try Site()
        let server = try ServingProcess(site.root)
        let second = try LimnCommand.run(
            ["serve", "--port", String(server.port), "--directory", site.root.path])
        #expect(second.status == 3)
        #expect(second.errors.contains("port \(server.port) is already in use"))
        let (status, said) = try server.stop(signal)
        #expect(status == 0)
        #expect(said.contains("serving \(server.origin)/notes/"))
        #expect(said.hasSuffix("stopped\n"))
    }
}
