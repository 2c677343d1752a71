import LimnArticles
import LimnTestSupport
import Testing

@testable import LimnComposer

/// Whatever a model answers: no crash, another try, a warning, and a trace in the record.
struct HostileWriterTests {
    struct Attack: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var reply: @Sendable (WritingRequest) -> ScriptedWriter.Reply?
        init(_ name: String, _ reply: @escaping @Sendable (WritingRequest) -> ScriptedWriter.Reply?)
        {
            testDescription = name
            self.reply = reply
        }
    }

    /// Replaces paragraphs by what `change` makes of good ones.
    private static func prose(
        _ name: String, _ change: @escaping @Sendable (String) -> String
    ) -> Attack {
        Attack(name) { $0.isProse ? .text(change(ScriptedWriter.usualText($0))) : nil }
    }

    private static let paragraphs = [
        prose("empty") { _ in "" },
        prose("white space") { _ in " \n\t\u{A0}\n" },
        prose("endless repetition") { _ in String(repeating: "The lion sleeps. ", count: 100) },
        prose("one endless word") { _ in String(repeating: "a", count: 4_000) },
        prose("a passage that loops") { "\($0) \($0)" },
        prose("wrong language") { _ in String(repeating: "草原上的狮子在睡觉。", count: 6) },
        prose("Markdown") { "## Injected\n\n- one\n- two\n\n---\n\n**\($0)** [x](javascript:y)" },
        prose("HTML") { "<script>alert(1)</script>\($0)<img src=x onerror=y>" },
        prose("front matter") { "---\ntitle: Injected\n---\n\($0)" },
        prose("a picture") { "![x](<library:secret.png> \"y\")\n\n\($0)" },
        prose("a fence") { "```\n\($0)" },
        prose("prompt leftovers") { "Sure, here is the paragraph about this section. \($0)" },
        prose("a stock opening") { "\($0) Overall, it is good to be there." },
        prose("a cut-off text without one whole sentence") {
            String($0.filter { $0 != "." }.dropLast())
        },
        prose("control characters") { "\u{0}\u{7}\u{1B}[31m\u{202E}\($0)\u{FFFD}<" },
    ]

    private static let others = [
        Attack("empty lists and lines") { $0.isProse || $0.isNumbers ? nil : .text("") },
        Attack("a list of empty items") { $0.isList ? .text("1. \n2. \n3. ") : nil },
        Attack("a list that says the same") { $0.isList ? .text("1. same\n2. same") : nil },
        Attack("a list without end") {
            $0.isList
                ? .text((1...600).map { "\($0). Item \($0)" }.joined(separator: "\n")) : nil
        },
        Attack("headings of Markdown") {
            $0.isList ? .text("1. ## <b>one</b>\n2. --- *two* [a](b)") : nil
        },
        Attack("lines of Markdown") {
            $0.isLine ? .text("## \"x\" <script>\n\n---\n![a](<library:b> \"c\")") : nil
        },
        Attack("places that do not exist") { $0.isNumbers ? .text("0, 99, -1") : nil },
        Attack("one place three times") { $0.isNumbers ? .text("1, 1, 1") : nil },
        Attack("places in words") { $0.isNumbers ? .text("the first and ½ and ٣") : nil },
        Attack("places beyond all numbers") {
            $0.isNumbers ? .text("99999999999999999999999, 1") : nil
        },
        Attack("lines in another language") { request in
            request.isLine ? .text(request.pattern?.contains("一") == true ? "Latin" : "汉字") : nil
        },
    ]

    private static func brief(_ attack: Attack) throws -> Brief {
        // A brief of keywords asks for everything: title, headings, points, translations.
        try Scene.brief(
            "---\nkeywords: [harbour, boats]\nwords: 360\nimages: {min: 2, max: 3}\n---\n",
            languages: "[en, zh]")
    }

    private static func expectSoundness(
        _ composition: Composition, _ brief: Brief, _ scene: Scene
    ) async throws {
        // The record reads back, and a second run agrees with the first to the byte.
        let json = try composition.record.json()
        #expect(try CompositionRecord(reading: json, file: "r") == composition.record)
        var again = scene
        again.writer = ScriptedWriter(
            name: scene.writer.identity.name, script: { _ in .text("never asked") })
        let second = try await again.compose(brief, over: composition.existing())
        #expect(second.modelCalls == 0)
        #expect(try second.bytes() == composition.bytes())
        for (language, text) in composition.manuscripts {
            let (matter, body) = try FrontMatter.split(text, file: "test")
            #expect(matter.entries.map(\.key).filter { $0 == "title" }.count == 1)
            #expect(matter.value("title")?.text != "Injected")
            let blocks = Manuscript.blocks(in: body.text)
            for case .text(let text) in blocks {
                #expect(!text.replacing("\\<", with: "").contains("<"))
            }
            let headings = blocks.compactMap { block -> String? in
                if case .heading(_, let heading) = block { heading } else { nil }
            }
            #expect(headings.allSatisfy { !$0.isEmpty && !$0.contains("<") && $0 != "Injected" })
            let record = try #require(composition.record.articles[language.code])
            #expect(record.sections.map(\.heading) == [""] + headings)
            let known = Set(FakeLibrary.animals(12).cards.map(\.id))
            for figure in try composition.figures(language) {
                #expect(known.contains(figure.picture))
            }
        }
    }

    @Test(arguments: paragraphs + others)
    func anAnswerThatStaysBadEndsInAWarning(attack: Attack) async throws {
        let brief = try Self.brief(attack)
        var scene = Scene()
        scene.writer = ScriptedWriter(script: attack.reply)
        let composition = try await scene.compose(brief)
        let bad = composition.record.answers.filter { !$0.failures.isEmpty }
        #expect(!bad.isEmpty)
        #expect(bad.contains { $0.attempts >= WritingDesk.rounds })
        #expect(!composition.warnings.isEmpty)
        #expect(
            composition.warnings.allSatisfy {
                $0.severity == .warning && $0.location.file == brief.file && $0.remedy != nil
            })
        try await Self.expectSoundness(composition, brief, scene)
    }

    @Test(arguments: paragraphs + others)
    func anAnswerThatGetsBetterIsTakenWithoutAWarning(attack: Attack) async throws {
        let brief = try Self.brief(attack)
        var scene = Scene()
        scene.writer = Writers.badAtFirst(times: 2, attack.reply)
        let composition = try await scene.compose(brief)
        #expect(composition.warnings.isEmpty)
        #expect(composition.record.answers.contains { !$0.failures.isEmpty })
        try await Self.expectSoundness(composition, brief, scene)
    }

    @Test func anUnfinishedLastSentenceIsDropped() async throws {
        var scene = Scene()
        scene.writer = ScriptedWriter(script: { request in
            request.isProse
                ? .unfinished(ScriptedWriter.usualText(request) + " And then the") : nil
        })
        let composition = try await scene.compose(try Scene.brief())
        #expect(composition.warnings.isEmpty)
        #expect(try composition.paragraphs(.english).allSatisfy { $0.hasSuffix(".") })
        #expect(try composition.paragraphs(.english).allSatisfy { !$0.contains("And then") })
    }

    @Test(arguments: [
        [Double.nan, .nan, .nan, .nan, .nan], [.infinity, 0, 0, 0, 0], [],
        [0, 0], [-1, -2, -3, -4, -5, -6, -7],
        Array(repeating: -Double.infinity, count: 5), [.nan, 0, 0, 0, 0],
    ])
    func scoresThatAreNoneChooseNothingAndWarn(scores: [Double]) async throws {
        var scene = Scene()
        scene.writer = ScriptedWriter(scales: { _ in scores })
        let brief = try Scene.brief(
            Scene.outline.replacing("{min: 2, max: 4}", with: "{min: 0, max: 4}"))
        let composition = try await scene.compose(brief)
        #expect(try composition.figures(.english).isEmpty)
        #expect(composition.warnings.contains { $0.message.contains("scores") })
        let choices = composition.record.answers.filter { $0.stage == "image selection" }
        #expect(!choices.isEmpty)
        #expect(choices.allSatisfy { !$0.failures.isEmpty })
        let slots = try #require(composition.record.articles["en"]?.slots)
        #expect(slots.allSatisfy { $0.chosenBy.contains("no usable answer") })
        try await Self.expectSoundness(composition, brief, scene)
    }

    @Test func scoresOfImpossibleOptionsAreUsable() async throws {
        var scene = Scene()
        scene.writer = ScriptedWriter(scales: { request in
            let lines = (request.messages.last?.text ?? "").split(separator: "\n")
            return request.options.map { option in
                lines.last { $0.hasPrefix("\(option). ") }?.contains("in the grass") == true
                    ? 0 : -.infinity
            }
        })
        let composition = try await scene.compose(try Scene.brief())
        #expect(composition.warnings.isEmpty)
        #expect(try composition.figures(.english).count == 4)
    }

    @Test(arguments: [0, 1, 40])
    func aWrongNumberOfTextsIsAnError(count: Int) async throws {
        var scene = Scene()
        scene.writer = ScriptedWriter(reshape: { results in
            (0..<count).map { _ in results[0] }
        })
        await #expect(throws: WriterError.self) { _ = try await scene.compose(try Scene.brief()) }
    }

    @Test func aWrongNumberOfChoicesIsAnError() async throws {
        struct Deaf: Writer {
            let inner = ScriptedWriter()
            var identity: WriterIdentity { inner.identity }
            func write(
                _ requests: [WritingRequest],
                progress: @escaping @Sendable (WritingProgress) -> Void
            ) async throws -> [WritingResult] {
                try await inner.write(requests, progress: progress)
            }
            func weigh(_ requests: [ChoiceRequest]) async throws -> [[Double]] { [] }
        }
        let composer = Composer(
            writer: Deaf(), library: FakeLibrary.animals(4), siteLanguages: [.english])
        await #expect(throws: WriterError.self) {
            _ = try await composer.compose(try Scene.brief(), existing: ExistingArticle())
        }
    }

    @Test func scoresOfTextsThatAreNoNumbersDoNoHarm() async throws {
        var scene = Scene()
        scene.writer = ScriptedWriter(script: { .scored(ScriptedWriter.usualText($0), .nan) })
        let composition = try await scene.compose(try Scene.brief())
        #expect(composition.warnings.isEmpty)
        #expect(try !composition.record.json().isEmpty)
    }

    @Test func aRecordWithWildAnswersDoesNotCrash() async throws {
        let first = try await Scene().compose(try Scene.brief(languages: "[en, zh]"))
        for wild in ["", "\n\n", "9, 9, 9", "1.\n2.", "a\tb\tc\nnan\tx\ty", "## x"] {
            var existing = first.existing()
            existing.record?.answers = first.record.answers.map { answer in
                var changed = answer
                changed.text = wild
                changed.attempts = .min
                changed.scores = answer.scores.map { _ in [1e300, -1] }
                return changed
            }
            _ = try await Scene().compose(
                try Scene.brief(languages: "[en, zh]"), over: existing)
        }
    }
}
