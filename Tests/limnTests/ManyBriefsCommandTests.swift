import Foundation
import Testing

/// `limn compose` over briefs of which some cannot be composed, with the real small model.
@Suite(.enabled(if: LimnCommand.smolLM != nil, "needs SmolLM2-135M-Instruct in $LIMN_MODELS"))
struct ManyBriefsCommandTests {
    private static let outline = """
        ---
        title: Two Notes
        languages: [LANGUAGE]
        images: none
        words: 60
        ---
        ## Feeding
        - sunflower seeds suit tits and finches, and apples are for blackbirds
        ## Water
        - a shallow dish of water is changed every day, and kept free of ice in winter
        """

    /// A site with these briefs, composed with the options given.
    private func outcome(
        _ briefs: [String: String], _ options: [String]
    ) throws -> (outcome: LimnCommand.Outcome, files: [String]) {
        let root = FileManager.default.temporaryDirectory.appending(
            path: "limn-briefs-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: root) }
        let content = root.appending(path: "content")
        try FileManager.default.createDirectory(at: content, withIntermediateDirectories: true)
        try Data(
            """
            title: Briefs
            base_url: https://briefs.example/
            languages: [en, zh]
            model: smollm2-135m-instruct

            """.utf8
        ).write(to: root.appending(path: "limn.yml"))
        for (name, text) in briefs {
            try Data(text.utf8).write(to: content.appending(path: "\(name).brief.md"))
        }
        let outcome = try LimnCommand.run(
            ["compose", "--directory", root.path, "--format", "json"] + options)
        let files = try FileManager.default.contentsOfDirectory(atPath: content.path)
        return (outcome, files.sorted())
    }

    private static func outline(_ language: String) -> String {
        outline.replacing("LANGUAGE", with: language)
    }

    @Test func aBriefTooLongForTheModelIsNamedAndTheOthersAreComposedAndReported() throws {
        let note = (0..<2_500).map { "apples number \($0) are red" }.joined(separator: " ")
        let long = Self.outline("en").replacing("## Water", with: "## Water\n- \(note)")
        let (outcome, files) = try outcome(["good": Self.outline("en"), "long": long], [])
        #expect(outcome.status == 1)
        #expect(files == ["good.brief.md", "good.en.md", "good.record.json", "long.brief.md"])
        #expect(outcome.errors.contains("content/long.brief.md:"), "\(outcome.errors)")
        #expect(outcome.errors.contains("has room for 8192"), "\(outcome.errors)")
        let reports = try #require(try outcome.json() as? [[String: Any]])
        #expect(reports.compactMap { $0["brief"] as? String } == ["content/good.brief.md"])
    }

    @Test func aLanguageThatTheModelDoesNotWriteIsToldBeforeItIsTried() throws {
        let (outcome, _) = try outcome(
            ["a": Self.outline("en"), "b": Self.outline("zh"), "c": Self.outline("zh")], ["--plan"])
        #expect(outcome.status == 0)
        #expect(outcome.errors.contains("content/b.brief.md: warning: 'zh'"), "\(outcome.errors)")
        #expect(outcome.errors.contains("1 more") && !outcome.errors.contains("'en'"))
    }
}
