import Foundation
import LimnArticles

/// A file of `content/` with everything that is known from it alone; it never changes, so that it is shared
/// instead of copied.
final class ParsedPage: Sendable {
    /// Size and date of the file that was read; `nil` when it may have changed as it was read.
    let stamp: ContentStamp?
    /// The same of the composition record, which says how much of the page a model wrote.
    let record: ContentStamp?
    /// What the path says.
    let name: ContentName?
    /// The page, or what is wrong with it.
    let outcome: Result<Content, ProblemList>

    /// What a file without mistakes says.
    final class Content: Sendable {
        let page: ContentPage
        let outline: MarkdownOutline
        let keys: PageKeys
        /// All but the text, as it is kept on the disk.
        let facts: [UInt8]
        /// The page's HTML, where that is known from its file alone.
        let early: EarlyHTML?

        init(
            page: ContentPage, outline: MarkdownOutline, keys: PageKeys, facts: [UInt8],
            early: EarlyHTML?
        ) {
            self.page = page
            self.outline = outline
            self.keys = keys
            self.facts = facts
            self.early = early
        }
    }

    /// Reads a file.
    init(path: String, among paths: ContentPaths, in configuration: SiteConfiguration) throws {
        let file = Self.file(path, configuration)
        let before = ContentStamp(file)
        var problems = ProblemList()
        name = try problems.collect {
            try ContentName(path: path, among: paths, in: configuration)
        }
        let page = try name.flatMap { name in
            try problems.collect { try ContentPage(path: path, name: name, in: configuration) }
        }
        record = page.flatMap { Self.record(of: $0, configuration) }
        let isSettled = before?.isSettled == true && record?.isSettled != false
        stamp = isSettled && before == ContentStamp(file) ? before : nil
        guard let page, !problems.hasErrors else {
            outcome = .failure(problems)
            return
        }
        let renderer = MarkdownRenderer(page, in: configuration)
        let tree = renderer.tree
        let outline = MarkdownOutline(tree, page.body)
        var facts = ByteWriter()
        facts.add(page, outline)
        let text = PageText(body: page.body, shortcodes: page.shortcodes).key
        outcome = .success(
            Content(
                page: page, outline: outline,
                keys: PageKeys(page, outline, text: text, facts: facts.bytes), facts: facts.bytes,
                early: outline.standsAlone
                    ? EarlyHTML(renderer.html(of: tree, SilentResolver())) : nil))
    }

    /// A page that was read before.
    init(
        stamp: ContentStamp, record: ContentStamp?, name: ContentName, page: ContentPage,
        outline: MarkdownOutline, keys: PageKeys, facts: [UInt8]
    ) {
        self.stamp = stamp
        self.record = record
        self.name = name
        outcome = .success(
            Content(page: page, outline: outline, keys: keys, facts: facts, early: nil))
    }

    /// Whether another command may start from it.
    var isKeepable: Bool {
        guard stamp != nil, name != nil, case .success = outcome else { return false }
        return true
    }

    /// Whether reading the file again would find the same, given the same configuration.
    func holds(
        _ path: String, among paths: ContentPaths, in configuration: SiteConfiguration
    ) -> Bool {
        guard let stamp, let name, ContentStamp(Self.file(path, configuration)) == stamp,
            !ContentName.dependsOnOthers(path)
                || (try? ContentName(path: path, among: paths, in: configuration)) == name
        else { return false }
        guard case .success(let content) = outcome else { return true }
        return Self.record(of: content.page, configuration) == record
    }

    private static func file(_ path: String, _ configuration: SiteConfiguration) -> String {
        configuration.contentPath + "/" + path
    }

    private static func record(
        of page: ContentPage, _ configuration: SiteConfiguration
    ) -> ContentStamp? {
        page.writer.flatMap { _ in ContentStamp(ContentPage.record(page.key, configuration).path) }
    }
}
