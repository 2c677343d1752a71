import Foundation
import LimnArticles

/// A file of `content/` with everything that is known from it alone.
struct ParsedPage: Sendable {
    /// Size and date of the file that was read; `nil` when it may have changed as it was read.
    let stamp: ContentStamp?
    /// The page, or what is wrong with it.
    let outcome: Result<Content, ProblemList>

    struct Content: Sendable {
        let page: ContentPage
        let outline: MarkdownOutline
        /// Stands for the text.
        let key: RenderKey
    }

    private let name: ContentName?

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
        stamp = before?.isSettled == true && before == ContentStamp(file) ? before : nil
        guard let page, !problems.hasErrors else {
            outcome = .failure(problems)
            return
        }
        outcome = .success(
            Content(
                page: page, outline: MarkdownOutline(page.body),
                key: RenderKey(
                    [page.body.text, String(page.body.firstLine)] + page.shortcodes.map(\.source))))
    }

    /// Whether reading the file again would find the same, given the same configuration.
    func holds(
        _ path: String, among paths: ContentPaths, in configuration: SiteConfiguration
    ) -> Bool {
        guard let stamp, let name,
            (try? ContentName(path: path, among: paths, in: configuration)) == name
        else { return false }
        return ContentStamp(Self.file(path, configuration)) == stamp
    }

    private static func file(_ path: String, _ configuration: SiteConfiguration) -> String {
        configuration.contentFolder.path + "/" + path
    }
}

/// Tells whether a file changed since it was read.
struct ContentStamp: Sendable, Hashable, Codable {
    let bytes: Int
    let inode: UInt64
    /// Nanoseconds since 1970: when its bytes, and when anything about it changed.
    let modified: Int64
    let changed: Int64

    init?(_ path: String) {
        var status = Foundation.stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        bytes = Int(status.st_size)
        inode = UInt64(status.st_ino)
        modified = Self.nanoseconds(status.st_mtim)
        changed = Self.nanoseconds(status.st_ctim)
    }

    private static func nanoseconds(_ time: timespec) -> Int64 {
        Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// Whether the file is older than the clock of the file system is coarse: a file that is written
    /// twice within one tick has the same date both times.
    var isSettled: Bool {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return Self.nanoseconds(now) - max(modified, changed) > 20_000_000
    }
}
