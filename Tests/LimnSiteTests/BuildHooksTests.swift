import Foundation
import LimnArticles
import LimnSite
import Testing

@Suite("Hooks")
struct BuildHooksTests {
    private func hooks(_ yaml: String) throws -> (BuildHooks, URL) {
        let root = FileManager.default.temporaryDirectory.appending(
            path: "limn-hooks-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
        let configuration = try SiteConfiguration(
            yaml: "title: X\nbase_url: https://a.b/\n" + yaml, root: root)
        return (configuration.hooks, root)
    }

    @Test("commands run in order in the site's folder, and are told before")
    func order() throws {
        let (hooks, root) = try hooks(
            "hooks:\n  before: ['echo 1 > a', 'cat a a > \"$LIMN_SITE/b\"']\n  after: rm a\n")
        defer { try? FileManager.default.removeItem(at: root) }
        var told: [String] = []
        try BuildHooks.run(hooks.before, in: root) { told.append($0) }
        #expect(try String(contentsOf: root.appending(path: "b"), encoding: .utf8) == "1\n1\n")
        #expect(told == ["running echo 1 > a", "running cat a a > \"$LIMN_SITE/b\""])
        try BuildHooks.run(hooks.after, in: root) { _ in }
        #expect(!FileManager.default.fileExists(atPath: root.appending(path: "a").path))
    }

    @Test("one that does not end well is an error with its line, and no further one runs")
    func failure() throws {
        let (hooks, root) = try hooks(
            "hooks:\n  before:\n    - 'true'\n    - exit 3\n    - touch c\n")
        defer { try? FileManager.default.removeItem(at: root) }
        let problem = #expect(throws: Problem.self) {
            try BuildHooks.run(hooks.before, in: root) { _ in }
        }
        #expect(problem?.location == SourceLocation(file: "limn.yml", line: 6))
        #expect(problem?.message == "the hook 'exit 3' ended with status 3")
        #expect(!FileManager.default.fileExists(atPath: root.appending(path: "c").path))
    }
}
