import Foundation
import Testing

/// The whole product with the smallest real model: briefs and pictures to a site, on the command
/// line, as a writer runs it. The texts of so small a model are poor; that everything around them
/// holds is what is tested.
@Suite(
    .enabled(
        if: LimnCommand.smolLM != nil && LimnCommand.e5 != nil,
        "needs SmolLM2-135M-Instruct and multilingual-e5-small in $LIMN_MODELS"), .serialized)
struct SmallModelTests {
    private static let brief = """
        ---
        title: A Morning on the Savanna
        words: 60
        images: {min: 1, max: 2}
        seed: 3
        ---
        ## Who you will meet
        - zebras graze close together, with their ears turning slowly from side to side

        ## Leaving
        - lions sleep in the shade of a bush, and you should keep your distance from them

        """

    struct Site: ~Copyable {
        let root: URL

        init() throws {
            let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
                .deletingLastPathComponent().appending(path: "Fixtures")
            let project = fixtures.deletingLastPathComponent().deletingLastPathComponent()
            root = FileManager.default.temporaryDirectory.appending(
                path: "limn-small-\(UUID().uuidString)")
            let content = root.appending(path: "content/guides")
            try FileManager.default.createDirectory(at: content, withIntermediateDirectories: true)
            try FileManager.default.copyItem(
                at: project.appending(path: "templates"), to: root.appending(path: "templates"))
            try FileManager.default.copyItem(
                at: fixtures.appending(path: "library"), to: root.appending(path: "pictures"))
            try Data(
                """
                title: Field Notes
                base_url: https://limn.example/
                languages: [en]
                library:
                  folders: [pictures]
                model: smollm2-135m-instruct
                embedder: multilingual-e5-small

                """.utf8
            ).write(to: root.appending(path: "limn.yml"))
            try Data(SmallModelTests.brief.utf8).write(
                to: content.appending(path: "savanna.brief.md"))
        }

        deinit { try? FileManager.default.removeItem(at: root) }

        func build() throws -> LimnCommand.Outcome {
            try LimnCommand.run(["build", "--directory", root.path, "--format", "json"])
        }

        /// All files, by path, with their bytes.
        func files(_ folders: String...) throws -> [String: Data] {
            var found: [String: Data] = [:]
            for folder in folders {
                let start = root.appending(path: folder)
                for case let file as URL in FileManager.default.enumerator(
                    at: start, includingPropertiesForKeys: nil)
                    ?? FileManager.DirectoryEnumerator()
                where !file.hasDirectoryPath {
                    found[String(file.path.dropFirst(root.path.count))] = try Data(
                        contentsOf: file)
                }
            }
            return found
        }
    }

    @Test func aBriefBecomesAPageAndASecondBuildChangesNothing() throws {
        let site = try Site()
        let first = try site.build()
        #expect(first.status == 0, "\(first.errors)")
        let manuscript = String(
            decoding: try Data(
                contentsOf: site.root.appending(path: "content/guides/savanna.en.md")),
            as: UTF8.self)
        #expect(manuscript.contains("## Who you will meet") && manuscript.contains("## Leaving"))
        #expect(manuscript.contains("<library:pictures/"))
        let page = String(
            decoding: try Data(
                contentsOf: site.root.appending(path: "site/guides/savanna/index.html")),
            as: UTF8.self)
        #expect(
            page.contains("<figure") && page.contains("srcset=") && page.contains("<figcaption"))
        let before = try site.files("content", "site")

        let second = try site.build()
        #expect(second.status == 0)
        let after = try site.files("content", "site")
        #expect(before.keys.sorted() == after.keys.sorted())
        for (path, bytes) in before { #expect(after[path] == bytes, "\(path)") }

        // A deleted section comes back as it was, and nothing else moves.
        let file = site.root.appending(path: "content/guides/savanna.en.md")
        let cut = try #require(manuscript.range(of: "## Leaving"))
        try Data(manuscript[..<cut.lowerBound].utf8).write(to: file)
        #expect(try site.build().status == 0)
        for (path, bytes) in try site.files("content", "site") {
            #expect(before[path] == bytes, "\(path)")
        }
    }

    @Test func twoFreshSitesAreEqualToTheByte() throws {
        let one = try Site()
        let other = try Site()
        #expect(try one.build().status == 0)
        #expect(
            try LimnCommand.run([
                "build", "--directory", other.root.path, "--threads", "1", "--quiet",
            ]).status == 0)
        let files = try one.files("content", "site")
        let others = try other.files("content", "site")
        #expect(files.keys.sorted() == others.keys.sorted())
        for (path, bytes) in files { #expect(others[path] == bytes, "\(path)") }
    }

    @Test func aBadBriefIsNamedWithItsLineAndLosesNothing() throws {
        let site = try Site()
        #expect(try site.build().status == 0)
        let before = try site.files("site")
        let brief = site.root.appending(path: "content/guides/savanna.brief.md")
        try Data(Self.brief.replacing("seed: 3", with: "sede: 3").utf8).write(to: brief)
        let outcome = try site.build()
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("savanna.brief.md:5: error: "), "\(outcome.errors)")
        #expect(try site.files("site") == before)
    }
}
