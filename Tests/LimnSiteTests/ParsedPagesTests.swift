import Foundation
import LimnArticles
import LimnTestSupport
import Synchronization
import Testing

@testable import LimnSite

@Suite("Pages between two commands")
struct ParsedPagesTests {
    private static let rich = """
        ---
        title: Everything
        linkTitle: All
        description: One sentence.
        summary: In short.
        date: 2024-03-01T08:30:00+08:00
        updated: 2024-04-02
        publishDate: 2024-01-01
        expiryDate: 2999-01-01
        tags: [a, "b: c"]
        authors: [Ann, Li]
        keywords: [x]
        image: {src: "library:pictures/animals/zebra.png", alt: A zebra}
        aliases: [/old/, /older/]
        slug: all
        weight: 3
        toc: true
        menu: {main: {weight: 2, name: Menu}}
        colour: red
        params: {deep: {list: [1, {x: y}, null]}}
        ---
        # Everything

        First paragraph with ~~a tilde~~ and [a link](/about/).

        ## One {#own}

        ### Two

        ![A zebra](library:pictures/animals/zebra.png "Caption")
        """

    /// A site whose files are old enough to be believed.
    private static func site() async throws -> SiteSandbox {
        let site = try SiteSandbox()
        try site.write("content/guides/everything.md", rich)
        try site.write(
            "content/hidden/_index.md",
            "---\ntitle: Hidden\ncascade: {build: {render: never}}\nbuild: {render: never}\n"
                + "sort: title\npage_size: 7\n---\nTerm\n: Meaning\n")
        try site.write("content/empty.md", "---\ntitle: Nothing\n---\n")
        try await Task.sleep(for: .milliseconds(40))
        return site
    }

    private static func read(
        _ site: borrowing SiteSandbox
    ) throws -> (SiteConfiguration, ContentPaths, [(path: String, page: ParsedPage)]) {
        let configuration = try SiteConfiguration.read(in: site.root)
        let paths = ContentPaths(ContentCollection.markdownFiles(in: configuration.contentFolder))
        let pages = try paths.all.map {
            (path: $0, page: try ParsedPage(path: $0, among: paths, in: configuration))
        }
        return (configuration, paths, pages)
    }

    @Test("what was left on the disk is what was read from the files, texts included")
    func roundTrip() async throws {
        let site = try await Self.site()
        let (configuration, paths, pages) = try Self.read(site)
        let file = site.root.appending(path: ".limn/site.pages")
        ParsedPages.write(pages, for: configuration, to: file)
        let kept = try #require(await ParsedPages(file, for: configuration)).pages
        #expect(kept.keys.sorted() == paths.all)
        for (path, page) in pages {
            let other = try #require(kept[path])
            let (one, two) = (try page.outcome.get(), try other.outcome.get())
            #expect(other.holds(path, among: paths, in: configuration), "\(path)")
            #expect(one.keys == two.keys && one.facts == two.facts, "\(path)")
            #expect(one.outline == two.outline, "\(path)")
            #expect(one.page.matter == two.page.matter, "\(path)")
            #expect(one.page.title == two.page.title && one.page.route == two.page.route)
            #expect(one.page.section == two.page.section && one.page.kind == two.page.kind)
            #expect(one.page.authorship == two.page.authorship)
            #expect(one.page.warnings == two.page.warnings)
            #expect(one.page.body == two.page.body, "\(path)")
            #expect(one.page.shortcodes == two.page.shortcodes, "\(path)")
            #expect(!two.page.isOutdated)
            var again = ByteWriter()
            again.add(two.page, two.outline)
            #expect(again.bytes == two.facts, "\(path)")
        }
    }

    @Test("a page that asks for nothing has its HTML as soon as it is read, once")
    func earlyHTML() async throws {
        let site = try await Self.site()
        let plain = """
            ---
            title: Plain
            ---
            It's "plain" -- see [the web](https://example.org/).

            ## What's new?

            Term
            : Meaning

            > [!NOTE]
            > Text[^1]

            [^1]: A note.
            """
        try site.write("content/plain.md", plain)
        try site.write("content/linked.md", "---\ntitle: Linked\n---\n[Plain](plain.md)\n")
        let (configuration, _, pages) = try Self.read(site)
        func content(_ path: String) throws -> ParsedPage.Content {
            try #require(pages.first { $0.path == path }).page.outcome.get()
        }
        let found = try content("plain.md")
        let html = try #require(found.early?.take())
        let late = MarkdownRenderer(found.page, in: configuration).html(SilentResolver())
        #expect(html == late)
        #expect(html.contains("It’s “plain” – see <a href=\"https://example.org/\">"))
        #expect(html.contains("<dt id=\"term\">") && html.contains("alert-note"))
        #expect(found.outline.headings.map(\.text) == ["What’s new?"])
        #expect(found.early?.take() == nil)
        #expect(try content("linked.md").early == nil)
        #expect(try content("guides/everything.md").early == nil)
    }

    @Test("a file that is damaged, cut off or of other settings counts as none", arguments: [1, 2])
    func damage(seed: UInt64) async throws {
        let site = try await Self.site()
        let (configuration, _, pages) = try Self.read(site)
        let file = site.root.appending(path: ".limn/site.pages")
        ParsedPages.write(pages, for: configuration, to: file)
        let whole = try Data(contentsOf: file)
        var random = SeededRandom(seed: seed)
        for round in 0..<200 {
            var data = whole
            if round % 4 == 0 {
                data = data.prefix(Int.random(in: 0..<whole.count, using: &random))
            } else {
                data[Int.random(in: 0..<whole.count, using: &random)] ^= 1 << UInt8(round % 8)
            }
            try data.write(to: file)
            #expect(await ParsedPages(file, for: configuration) == nil)
        }
        try whole.write(to: file)
        #expect(await ParsedPages(file, for: configuration) != nil)
        try site.write("limn.yml", try site.text("limn.yml") + "\n# other\n")
        let other = try SiteConfiguration.read(in: site.root)
        #expect(await ParsedPages(file, for: other) == nil)
    }

    @Test("bytes that nobody wrote are refused, whatever they are", arguments: [1, 2, 3])
    func hostile(seed: UInt64) async throws {
        let site = try await Self.site()
        let (configuration, _, pages) = try Self.read(site)
        var writer = ByteWriter()
        writer.add(pages) { $0.add($1.path, $1.page) }
        var random = SeededRandom(seed: seed)
        for _ in 0..<2000 {
            var bytes = writer.bytes
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(
                    in: 0...255, using: &random)
            }
            // Whatever comes of it, nothing outside is read and nothing traps.
            _ = bytes.withUnsafeBytes { bytes in
                var reader = ByteReader(bytes)
                return try? reader.list { try $0.page(in: configuration) }
            }
        }
    }

    @Test("a command reads no text but of what changed, and of pages that may show it")
    func unread() async throws {
        let site = try await Self.site()
        try await site.render()
        try site.write("content/about.md", "---\ntitle: About\n---\nOther words.\n")
        try await Task.sleep(for: .milliseconds(40))
        let session = RenderSession()
        let configuration = try SiteConfiguration.read(in: site.root)
        let report = try await SiteRenderer(
            configuration,
            pictures: FolderPictureSource([site.root.appending(path: "pictures")]),
            session: session
        ).render()
        #expect(report.files.written > 0)
        let read = try session.memory.withLock { $0.pages }.filter {
            try $0.value.outcome.get().page.hasTextAtHand
        }.map(\.key)
        #expect(read.contains("about.md"))
        #expect(!read.contains("empty.md"))
        #expect(read.count < 5)
    }

    @Test("a file that changes while the site is rendered is told, and the old site stays")
    func changed() async throws {
        let site = try await Self.site()
        try await site.render()
        let (configuration, paths, _) = try Self.read(site)
        let file = site.root.appending(path: ".limn/site.pages")
        let kept = try #require(await ParsedPages(file, for: configuration)).pages
        try site.write("content/empty.md", "---\ntitle: Nothing\n---\nBut this.\n")
        let page = try #require(kept["empty.md"]).outcome.get().page
        #expect(page.body.text.isEmpty)
        #expect(page.isOutdated)
        #expect(kept["empty.md"]?.holds("empty.md", among: paths, in: configuration) == false)
        #expect(kept["about.md"]?.holds("about.md", among: paths, in: configuration) == true)
    }

    @Test("a page is read again when its composition record changed")
    func record() async throws {
        let site = try SiteSandbox()
        try site.write(
            "content/written.md", "---\ntitle: Written\nwriter: model\n---\nWords.\n")
        try await Task.sleep(for: .milliseconds(40))
        let (configuration, paths, pages) = try Self.read(site)
        let page = try #require(pages.first { $0.path == "written.md" }).page
        #expect(page.holds("written.md", among: paths, in: configuration))
        try site.write("content/written.record.json", "{}")
        #expect(!page.holds("written.md", among: paths, in: configuration))
    }
}
