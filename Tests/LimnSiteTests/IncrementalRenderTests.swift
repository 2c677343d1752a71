import Foundation
import LimnArticles
import LimnTestSupport
import Synchronization
import Testing

@testable import LimnSite

@Suite("Rendering what changed", .serialized)
struct IncrementalRenderTests {
    /// A site that is rendered again and again in one session, held against clean renders.
    private struct Workshop: ~Copyable {
        let site: SiteSandbox
        let session = RenderSession()
        var random: SeededRandom
        var count = 0

        init(seed: UInt64) throws {
            site = try SiteSandbox()
            random = SeededRandom(seed: seed)
        }

        func render(_ destination: RenderDestination, _ session: RenderSession) async -> String {
            do {
                let configuration = try SiteConfiguration.read(in: site.root)
                let renderer = SiteRenderer(
                    configuration,
                    pictures: FolderPictureSource([site.root.appending(path: "pictures")]),
                    destination: destination, session: session)
                return try await renderer.render().warnings.joined(separator: "\n")
            } catch {
                return "refused: \(error)"
            }
        }

        var pages: [String] {
            ContentCollection.markdownFiles(in: site.root.appending(path: "content"))
        }

        mutating func pick<Element>(_ elements: [Element]) -> Element {
            elements[Int.random(in: 0..<elements.count, using: &random)]
        }

        /// Changes a text file by a closure; nothing happens where there is none.
        func edit(_ path: String, _ change: (String) -> String) throws {
            guard let text = try? site.text(path) else { return }
            try site.write(path, change(text))
        }

        /// Makes one change of a random kind and says what it was.
        mutating func change() throws -> String {
            count += 1
            let number = count
            let page = "content/" + pick(pages)
            let file = site.root.appending(path: page)
            let manager = FileManager.default
            switch Int.random(in: 0..<28, using: &random) {
            case 0, 1:
                try edit(page) { $0 + "\n\nWords \(number), *more* words.\n" }
                return "text of \(page)"
            case 2:
                try edit(page) { $0.replacing(/title: .*/, with: "title: Title \(number)") }
                return "title of \(page)"
            case 3:
                let day = Int.random(in: 1...28, using: &random)
                try edit(page) { $0.replacing(/\ndate: .*/, with: "\ndate: 2024-05-\(day)") }
                return "date of \(page)"
            case 4:
                let tags = pick(["[a, b]", "[b]", "[travel, \"C & d\"]", "[]"])
                try edit(page) { $0.replacing(/\ntags: .*/, with: "\ntags: \(tags)") }
                return "tags of \(page)"
            case 5:
                let name = pick(["content/new", "content/guides/new", "content/deep/er/new"])
                try site.write(
                    "\(name)-\(number).en.md",
                    "---\ntitle: New \(number)\ndate: 2025-01-1\(number % 10)\ntags: [a]\n---\n# One\n\nText.\n"
                )
                return "new page \(name)-\(number)"
            case 6:
                try manager.removeItem(at: file)
                return "no \(page)"
            case 7:
                try manager.moveItem(
                    at: file,
                    to: file.deletingLastPathComponent().appending(path: "moved-\(number).en.md"))
                return "\(page) renamed"
            case 8:
                try edit(page) {
                    $0.replacing("title: ", with: "draft: true\ntitle: ", maxReplacements: 1)
                }
                return "draft \(page)"
            case 9:
                let name = pick([
                    "article", "list", "base", "partials/figure", "partials/card", "feed",
                ])
                try edit("templates/\(name).mustache") { $0 + "<!-- \(number) -->\n" }
                return "template \(name)"
            case 10:
                try site.write("templates/assets/plain.css", "p { margin: \(number)px }\n")
                return "style sheet"
            case 11:
                try edit("templates/strings.en.yml") {
                    $0.replacing(/\ntags: .*/, with: "\ntags: Tags \(number)")
                }
                return "strings"
            case 12:
                try edit("limn.yml") { $0.replacing(/title: .*/, with: "title: Site \(number)") }
                return "configuration"
            case 13:
                try edit("limn.yml") {
                    $0.replacing(/minify: .*/, with: "minify: \(number.isMultiple(of: 2))")
                }
                return "minify"
            case 14:
                let picture = pick([
                    "library:pictures/animals/zebra.png", "library:pictures/none.png",
                ])
                try edit(page) { $0 + "\n\n![A picture \(number)](\(picture) \"It shows\")\n" }
                return "picture in \(page)"
            case 15:
                let folder = site.root.appending(path: "pictures/animals")
                let names = try manager.contentsOfDirectory(atPath: folder.path).sorted()
                    .filter { $0.hasSuffix(".png") || $0.hasSuffix(".jpg") }
                let (one, other) = (pick(names), pick(names))
                guard one != other, one.suffix(4) == other.suffix(4) else { return "nothing" }
                let data = try Data(contentsOf: folder.appending(path: other))
                try data.write(to: folder.appending(path: one))
                return "bytes of \(one)"
            case 16:
                let links = [
                    "[x](/about/)", "[x](about.md)", "[x](nowhere.md)", "<b>raw</b>",
                    "[x](/tags/a/)", "[x](/guides/)", "[x](/note.txt)", "[x](/content.txt)",
                    "[x](/about/#more-words)", "[x](/about/#about)",
                ]
                let link = pick(links)
                try edit(page) { $0 + "\n\nSee \(link).\n" }
                return "\(link) in \(page)"
            case 20:
                try site.write("data/facts.yml", "number: \(number)\n")
                return "data"
            case 21:
                try site.write("static/note.txt", "Note \(number)\n")
                return "a static file"
            case 22:
                try site.write("content/content.txt", "Beside \(number)\n")
                return "a file beside pages"
            case 23:
                try edit(page) { $0 + "\n\n## More words\n\nOf \(number).\n" }
                return "heading in \(page)"
            case 24:
                try edit(page) {
                    $0.replacing("title: ", with: "weight: \(number)\ntitle: ", maxReplacements: 1)
                }
                return "weight of \(page)"
            case 25:
                try site.write(
                    "content/guides/_index.en.md",
                    "---\ntitle: Guides \(number)\n---\nAll of them.\n")
                return "title of a section"
            case 26:
                try edit("templates/strings.en.yml") {
                    $0.replacing("January", with: "January\(number)")
                }
                return "months"
            case 27:
                try edit(page) {
                    $0.replacing(
                        "title: ", with: "aliases: [/was-\(number)/]\ntitle: ", maxReplacements: 1)
                }
                return "alias of \(page)"
            case 17:
                try? manager.removeItem(at: site.root.appending(path: "site/index.html"))
                return "a file of the site removed"
            case 18:
                try? site.write("site/feed.xml", "overwritten \(number)")
                return "a file of the site overwritten"
            default:
                try? site.write("site/stray-\(number).html", "not ours")
                return "a file that is not ours"
            }
        }
    }

    /// What is put back when a change makes the site impossible.
    private func inputs(_ site: borrowing SiteSandbox) throws -> [String: Data] {
        var found: [String: Data] = [
            "limn.yml": try Data(contentsOf: site.root.appending(path: "limn.yml"))
        ]
        for folder in ["content", "templates", "pictures", "data", "static"] {
            for (path, data) in try site.tree(folder) { found["\(folder)/\(path)"] = data }
        }
        return found
    }

    private func restore(_ site: borrowing SiteSandbox, _ inputs: [String: Data]) throws {
        for folder in ["content", "templates", "pictures", "data", "static"] {
            try? FileManager.default.removeItem(at: site.root.appending(path: folder))
        }
        for (path, data) in inputs {
            let file = site.root.appending(path: path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try data.write(to: file)
        }
    }

    @Test(
        "after any changes, the site is the same as a clean render's",
        arguments: [(1, true), (2, true), (3, false), (4, false), (5, false)] as [(UInt64, Bool)])
    func random(seed: UInt64, keepsSession: Bool) async throws {
        var workshop = try Workshop(seed: seed)
        _ = await workshop.render(.site, workshop.session)
        var refusals = 0
        var history: [String] = []
        for _ in 0..<20 {
            let before = try inputs(workshop.site)
            for _ in 0..<workshop.pick([1, 1, 1, 2, 3]) { history.append(try workshop.change()) }
            // A command has nothing but what the last one left on the disk.
            let told = await workshop.render(
                .site, keepsSession ? workshop.session : RenderSession())
            try? FileManager.default.removeItem(
                at: workshop.site.root.appending(path: ".limn/preview"))
            let clean = await workshop.render(.preview, RenderSession())
            #expect(told == clean, "seed \(seed), after \(history)")
            if told.hasPrefix("refused") {
                refusals += 1
                try restore(workshop.site, before)
                _ = await workshop.render(.site, workshop.session)
                continue
            }
            let made = try workshop.site.tree()
            let wanted = try workshop.site.tree(".limn/preview/site")
            #expect(made.keys.sorted() == wanted.keys.sorted(), "seed \(seed), after \(history)")
            for (path, data) in made where wanted[path] != data {
                Issue.record("\(path) differs: seed \(seed), after \(history)")
            }
            guard made == wanted else { return }
        }
        #expect(refusals < 15)
    }

    @Test("a text that did not change is not rendered, nor even read")
    func unread() async throws {
        let site = try SiteSandbox()
        let session = RenderSession()
        let pictures = FolderPictureSource([site.root.appending(path: "pictures")])
        // Files that were just written are read again, as they may change within one tick.
        try await Task.sleep(for: .milliseconds(40))
        for round in 0..<2 {
            let configuration = try SiteConfiguration.read(in: site.root)
            let report = try await SiteRenderer(
                configuration, pictures: pictures, session: session
            ).render()
            #expect((report.files.written == 0) == (round == 1))
        }
        let paths = ContentPaths(
            ContentCollection.markdownFiles(in: site.root.appending(path: "content")))
        let configuration = try SiteConfiguration.read(in: site.root)
        let pages = session.memory.withLock { $0.pages }
        #expect(pages.count == paths.all.count)
        for (path, page) in pages {
            #expect(page.holds(path, among: paths, in: configuration), "\(path)")
        }
        try site.write("content/about.md", "---\ntitle: About\n---\nOther.\n")
        #expect(pages["about.md"]?.holds("about.md", among: paths, in: configuration) == false)
    }
}
