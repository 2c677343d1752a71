import Foundation
import LimnTestSupport
import Testing

/// `limn evaluate articles` with its forms for people, and with small models.
@Suite struct ArticlesCommandTests {
    /// A site with two illustrated articles in folders that are compared.
    private static func site(_ body: (URL) throws -> Void) throws {
        let root = FileManager.default.temporaryDirectory.appending(
            path: "limn-articles-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: root) }
        for folder in ["content", "pictures", "one", "two"] {
            try FileManager.default.createDirectory(
                at: root.appending(path: folder), withIntermediateDirectories: true)
        }
        try FileManager.default.copyItem(
            at: GoldenFile.fixtures.appending(path: "vision/smolvlm/wide.png"),
            to: root.appending(path: "pictures/wide.png"))
        let files = [
            "limn.yml": """
            title: Judged
            base_url: https://judged.example/
            languages: [en]
            library:
              folders: [pictures]

            """,
            "content/boats.brief.md": "---\ntitle: Boats\nkeywords: [harbour]\n---\n",
            "one/boats.en.md": """
            ---
            title: Boats
            ---
            Boats lie in the harbour.

            ![A boat](<library:pictures/wide.png> "A boat")

            """,
            "two/boats.en.md": "---\ntitle: Boats\n---\nThere are boats.\n",
        ]
        for (name, text) in files {
            try Data(text.utf8).write(to: root.appending(path: name))
        }
        try body(root)
    }

    private static func run(_ root: URL, _ arguments: [String]) throws -> LimnCommand.Outcome {
        try LimnCommand.run(["evaluate", "articles", "--directory", root.path] + arguments)
    }

    /// Writes the form of both articles; where it is.
    private static func sheet(in root: URL) throws -> URL {
        let file = root.appending(path: "sheet.html")
        let outcome = try run(root, ["one", "two", "--sheet", file.path])
        #expect(outcome.status == 0, "\(outcome.errors)")
        return file
    }

    @Test func whatPeopleSayOfAFormIsCountedByGroups() throws {
        try Self.site { root in
            _ = try Self.sheet(in: root)
            let keyFile = root.appending(path: "sheet.key.json")
            let key = try #require(
                JSONSerialization.jsonObject(with: Data(contentsOf: keyFile)) as? [String: Any])
            let articles = try #require(key["articles"] as? [String: [String: Any]])
            let files = try [5, 3].map { level in
                let scores = articles.mapValues { article in
                    let rows = article["dimensions"] as? [String] ?? []
                    return Dictionary(uniqueKeysWithValues: rows.map { ($0, level) })
                }
                let file = root.appending(path: "\(level).json")
                try JSONSerialization.data(withJSONObject: [
                    "format": "limn-scores-1", "sheet": key["sheet"] ?? "", "scorer": "",
                    "scores": scores,
                ]).write(to: file)
                return file.path
            }
            let arguments = ["--key", keyFile.path, "--scores"] + files
            let text = try Self.run(root, arguments)
            #expect(text.status == 0, "\(text.errors)")
            let lines = String(decoding: text.output, as: UTF8.self).split(separator: "\n")
            let total = try #require(lines.first { $0.hasPrefix("total two") })
            #expect(
                total.split(separator: " ").dropFirst(2).joined(separator: " ")
                    == "4.00 4.00 4.00 4.00 - - - 4.00 16.00 - 4.00 4.00 0 %")
            #expect(lines.last == "Judged by 2 people.")
            let json = try #require(
                try Self.run(root, arguments + ["--format", "json"]).json() as? [String: Any])
            let totals = try #require(json["totals"] as? [String: [String: Any]])
            #expect(totals["one"]?["image"] as? Double == 12)
            #expect(totals["two"]?["image"] is NSNull)
            let broken = root.appending(path: "broken.json")
            try Data("{".utf8).write(to: broken)
            let bad = try Self.run(root, ["--key", keyFile.path, "--scores", broken.path])
            #expect(bad.status == 1 && bad.errors.contains("broken.json"), "\(bad.errors)")
        }
    }

    @Test func theKeyOfAnEarlierFormIsNotWrittenOver() throws {
        try Self.site { root in
            let sheet = try Self.sheet(in: root)
            // The same form again is no other form.
            _ = try Self.sheet(in: root)
            let key = root.appending(path: "sheet.key.json")
            let before = [try Data(contentsOf: sheet), try Data(contentsOf: key)]
            let other = try Self.run(root, ["one", "--sheet", sheet.path])
            #expect(other.status == 1 && other.errors.contains("sheet.key.json"), "\(other.errors)")
            #expect([try Data(contentsOf: sheet), try Data(contentsOf: key)] == before)
            let nowhere = try Self.run(root, ["two", "--sheet", root.path + "/no/sheet.html"])
            #expect(nowhere.status == 1 && nowhere.errors.contains("sheet.key.json"))
        }
    }

    @Test func optionsThatContradictEachOtherAreUsageErrors() throws {
        try Self.site { root in
            #expect(try Self.run(root, ["--scores", "a.json"]).status == 2)
            #expect(
                try Self.run(root, ["--sheet", "s", "--key", "k", "--scores", "a"]).status == 2)
            let missing = try Self.run(root, ["nowhere", "--sheet", root.path + "/s.html"])
            #expect(missing.status == 1 && missing.errors.contains("nowhere"), "\(missing.errors)")
            let none = try Self.run(root, ["--sheet", root.path + "/s.html"])
            #expect(none.status == 1 && none.errors.contains("no articles"), "\(none.errors)")
        }
    }

    @Test(.enabled(if: LimnCommand.smolLM != nil, "needs SmolLM2-135M-Instruct in $LIMN_MODELS"))
    func modelsJudgeTextAndWhoSeesJudgesPictures() throws {
        try Self.site { root in
            let arguments = [
                "one", "two", "--model", "smollm2-135m-instruct", "--threads", "2", "--format",
                "json",
            ]
            func report(_ more: [String]) throws -> [String: Any] {
                let outcome = try Self.run(root, arguments + more)
                #expect(outcome.status == 0, "\(outcome.errors)")
                return try #require(try outcome.json() as? [String: Any])
            }
            let blind = try report([])
            let totals = try #require(blind["totals"] as? [String: [String: Any]])
            #expect(totals["one"]?["image"] is NSNull && totals["one"]?["text"] is Double)
            #expect((blind["judges"] as? [String: Any])?["image_consistency"] is NSNull)
            let seeing = try report([
                "--viewer", GoldenFile.fixtures.appending(path: "vision/smolvlm").path,
            ])
            let seen = try #require(seeing["totals"] as? [String: [String: Any]])
            let image = try #require(seen["one"]?["image"] as? Double)
            #expect((3...15).contains(image) && seen["two"]?["image"] is NSNull)
            let judges = try #require(seeing["judges"] as? [String: String])
            #expect(judges["image_consistency"] == "smolvlm")
            #expect(judges["logic"] == "smollm2-135m-instruct")
        }
    }

    @Test(.enabled(if: Browser.executable != nil, "there is no browser on this machine"))
    func aFormIsFilledInKeptAndDownloaded() throws {
        try Self.site { root in
            _ = try Self.sheet(in: root)
            let browser = try Browser(site: root)
            try browser.open("/sheet.html", width: 390)
            if let axe = TestTools.axe {
                _ = try browser.evaluate(try String(contentsOf: axe, encoding: .utf8) + "; null")
                let found = try browser.evaluate(
                    """
                    axe.run(document, {resultTypes: ["violations"]}).then(result =>
                      result.violations.map(v => v.id + ": " + v.nodes.map(n => n.html).join(" ")))
                    """)
                #expect(found as? [String] == [])
            }
            #expect(
                try browser.evaluate("[...document.images].every(i => i.naturalWidth > 0)")
                    as? Bool == true)
            // A row without a level keeps the form from being handed in.
            _ = try browser.evaluate("document.querySelector('button').click()")
            let status = "document.getElementById('status').textContent"
            #expect(try browser.evaluate(status) as? String == "0 of 13 rows have a level.")
            _ = try browser.evaluate(
                "for (const i of document.querySelectorAll('input[value=\"3\"]')) i.click()")
            #expect(try browser.evaluate(status) as? String == "Every row has a level.")
            try browser.open("/sheet.html")
            #expect(try browser.evaluate(status) as? String == "Every row has a level.")
            let text = try browser.evaluate(
                """
                (async () => {
                  let blob = null;
                  const make = URL.createObjectURL;
                  URL.createObjectURL = given => { blob = given; return make.call(URL, given); };
                  HTMLAnchorElement.prototype.click = () => {};
                  document.querySelector("button").click();
                  return blob ? await blob.text() : null;
                })()
                """)
            let file = root.appending(path: "scores.json")
            try Data(try #require(text as? String).utf8).write(to: file)
            let counted = try Self.run(
                root,
                [
                    "--scores", file.path, "--key", root.appending(path: "sheet.key.json").path,
                    "--format", "json",
                ])
            #expect(counted.status == 0, "\(counted.errors)")
            let report = try #require(try counted.json() as? [String: Any])
            let totals = try #require(report["totals"] as? [String: [String: Any]])
            #expect(totals["one"]?["average"] as? Double == 3)
            #expect(browser.complaints.isEmpty, "\(browser.complaints)")
        }
    }
}
