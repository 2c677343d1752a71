import LimnArticles
import LimnComposer
import LimnTestSupport
import Testing

/// Articles without an outline show things, and rest on what the dictionary says of them.
struct SubjectPlanningTests {
    private static func sense(
        _ lemma: String, _ category: Int, _ definition: String, broader: String = ""
    ) -> LexiconSense {
        LexiconSense(
            lemma: lemma, category: category, definition: definition, broader: broader)
    }

    private static let lexicon = FakeLexicon([
        "mango": [
            sense("mango", 20, "a large evergreen tree of the tropics grown for its fruit"),
            sense("mango", 13, "a large oval fruit with smooth skin and juicy pulp"),
        ],
        "lemons": [sense("lemon", 13, "a yellow oval fruit with juicy acidic flesh")],
        "lemon": [sense("lemon", 13, "a yellow oval fruit with juicy acidic flesh")],
        "grapes": [sense("grape", 13, "small juicy fruits that grow in green or purple clusters")],
        "plum": [
            sense("plum", 13, "round fruit", broader: "the fleshy part of a plant that is eaten")
        ],
        "stall": [
            sense("stall", 6, "a compartment in a stable where one animal is kept"),
            sense("stall", 6, "a booth where articles are displayed for sale"),
        ],
        "saturn": [sense("Saturn", 17, "a giant planet surrounded by rings of ice particles")],
    ])

    private func compose(
        keywords: [String], words: Int, writer: ScriptedWriter = ScriptedWriter(),
        lexicon: (any Lexicon)? = Self.lexicon
    ) async throws -> Composition {
        let brief = try Scene.brief(
            "---\ntitle: At the Market\nkeywords: [\(keywords.joined(separator: ", "))]\n"
                + "words: \(words)\nimages: {min: 0, max: 0}\n---\n", languages: "[en]")
        return try await Composer(
            writer: writer, library: nil, lexicon: lexicon, siteLanguages: [.english]
        ).compose(brief, existing: ExistingArticle())
    }

    private func notes(_ writer: ScriptedWriter) -> [String] {
        var notes: [String] = []
        for text in writer.calls.texts.filter(\.isProse).compactMap(\.messages.last?.text) {
            let line = text.split(separator: "\n").first { $0.hasPrefix("Notes: ") } ?? ""
            if notes.last != String(line.dropFirst(7)) { notes.append(String(line.dropFirst(7))) }
        }
        return notes
    }

    @Test func keywordsBecomeHeadingsAndTheirDefinitionsBecomePoints() async throws {
        let writer = ScriptedWriter()
        let composition = try await compose(
            keywords: ["mango", "lemons", "grapes", "Saturn"], words: 80, writer: writer)
        #expect(
            try composition.headings(.english) == ["Mango and lemons", "Grapes and Saturn"])
        #expect(
            notes(writer) == [
                "mango: a large oval fruit with smooth skin and juicy pulp",
                "lemons: a yellow oval fruit with juicy acidic flesh",
                "grapes: small juicy fruits that grow in green or purple clusters",
                "Saturn: a giant planet surrounded by rings of ice particles",
            ])
    }

    @Test func ofSeveralMeaningsTheModelTakesOne() async throws {
        for (wanted, other) in [("booth", "stable"), ("stable", "booth")] {
            let writer = ScriptedWriter(scales: { request in
                let lines = (request.messages.last?.text ?? "").split(separator: "\n")
                return request.options.map { option in
                    let line = lines.first { $0.hasPrefix("\(option). ") } ?? ""
                    return line.contains(wanted) ? -0.1 : -3
                }
            })
            _ = try await compose(keywords: ["stall", "Saturn"], words: 60, writer: writer)
            #expect(writer.calls.choices.count == 2)
            let points = notes(writer).joined()
            #expect(points.contains(wanted) && !points.contains(other))
        }
    }

    @Test func aShortDefinitionIsCompletedByTheBroaderTerm() async throws {
        let writer = ScriptedWriter()
        _ = try await compose(keywords: ["plum", "lemon"], words: 60, writer: writer)
        #expect(
            notes(writer).first == "plum: round fruit; the fleshy part of a plant that is eaten")
    }

    @Test func aThingThatTheDictionaryDoesNotKnowGetsAPointFromTheModel() async throws {
        let writer = ScriptedWriter { request in
            request.isList && request.mentions("Section: zorbing")
                ? .text("1. roll down the hill inside a big soft ball") : nil
        }
        _ = try await compose(keywords: ["zorbing", "lemon"], words: 60, writer: writer)
        #expect(notes(writer).first == "roll down the hill inside a big soft ball")
    }

    @Test func wordsLeftOverAreFilledWithThingsThatTheModelNames() async throws {
        let writer = ScriptedWriter { request in
            request.isList && request.mentions("It shows already: mango")
                ? .text("1. Lemon\n2. Mango\n3. Grapes\n4. Qwxyz\n5. Saturn") : nil
        }
        let composition = try await compose(
            keywords: ["mango"], words: 80, writer: writer)
        // Three more of five: not the mango again, and not what the dictionary does not know.
        #expect(try composition.headings(.english) == ["Mango and lemon", "Grapes and Saturn"])
    }

    @Test func bareNamesInAnOutlineAreExplainedAndOtherNotesStay() async throws {
        let writer = ScriptedWriter()
        let brief = try Scene.brief(
            "---\ntitle: At the Market\nwords: 100\nimages: {min: 0, max: 0}\n---\n## Fruit\n"
                + "mango, lemons; come early, because the best is sold before nine o'clock\n",
            languages: "[en]")
        _ = try await Composer(
            writer: writer, library: nil, lexicon: Self.lexicon, siteLanguages: [.english]
        ).compose(brief, existing: ExistingArticle())
        let text = notes(writer).joined(separator: "; ")
        #expect(text.contains("mango: a large oval fruit with smooth skin and juicy pulp"))
        #expect(text.contains("lemons: a yellow oval fruit with juicy acidic flesh"))
        #expect(text.contains("come early, because the best is sold before nine o'clock"))
    }

    @Test(arguments: ["", " ; ", String(repeating: "long ", count: 50_000)])
    func aDamagedDefinitionNeitherCrashesNorFillsThePrompt(definition: String) async throws {
        let writer = ScriptedWriter()
        let damaged = FakeLexicon(["mango": [Self.sense("mango", 13, definition)]])
        _ = try await compose(
            keywords: ["mango", "zorbing"], words: 60, writer: writer, lexicon: damaged)
        #expect(notes(writer).allSatisfy { $0.count < 1_000 })
    }

    @Test func withoutADictionaryThereAreStillArticles() async throws {
        let composition = try await compose(
            keywords: ["mango", "lemons"], words: 60, lexicon: nil)
        // The two keywords, and what the model adds to fill the words.
        #expect(try composition.paragraphs(.english).count >= 2)
    }
}
