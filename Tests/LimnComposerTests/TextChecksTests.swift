import LimnArticles
import LimnComposer
import Testing

/// Each check turns down what it is for, and lets good prose pass.
struct TextChecksTests {
    static let english =
        "Come down to the quay while the lamps are still on. Two boats tie up beside each other, "
        + "and crates of herring swing ashore. Gulls wait on every post."
    static let chinese = "趁路灯还亮着，就到码头去。渔船两条两条地靠着，铁链哗哗作响。每根木桩上都蹲着一只海鸥。"

    private static func failures(
        _ text: String, _ language: LanguageTag = .english, minimum: Int = 1,
        maximum: Int = 200, allowing words: Set<String> = [], after earlier: [String] = []
    ) -> [String] {
        TextChecks(language: language, allowedWords: words).failures(
            in: text,
            limits: ProseLimits(
                minimum: minimum, target: minimum, maximum: maximum, language: language),
            taboos: ProseGuard(Taboos(language: language, earlier: earlier)))
    }

    @Test func goodProsePasses() {
        #expect(Self.failures(Self.english).isEmpty)
        #expect(Self.failures(Self.chinese, .chinese).isEmpty)
        #expect(Self.failures(Self.english, after: ["The soup is the thing to order."]).isEmpty)
    }

    @Test func lengthsAreHeld() {
        #expect(Self.failures(Self.english, minimum: 100).count == 1)
        #expect(Self.failures(Self.english, maximum: 10).count == 1)
        #expect(Self.failures(Self.chinese, .chinese, minimum: 100).count == 1)
        #expect(Self.failures(Self.chinese, .chinese, maximum: 10).count == 1)
        #expect(!Self.failures("").isEmpty)
    }

    @Test(arguments: [
        " And then the", " # Heading", " **bold**", " <b>x</b>", " [a](b).", " `code`.",
        "\nA new line.", " 草原很大。", " Overall, it is good.", " In conclusion, go there.",
        " Gulls wait on every post.", " This paragraph says it all.", " Note: be early.",
        " and crates of herring swing ashore.",
    ])
    func eachFlawOfEnglishIsFound(addition: String) {
        #expect(!Self.failures(Self.english + addition).isEmpty)
    }

    @Test(arguments: [
        "然后他们就", "总之，很好看。", "让我们出发吧。", "本文讲的是港口。", "这里有 boats 很多。", "**很好**。",
        "每根木桩上都蹲着一只海鸥。", "<b>好</b>。", "\n新的一行。",
    ])
    func eachFlawOfChineseIsFound(addition: String) {
        #expect(!Self.failures(Self.chinese + addition, .chinese).isEmpty)
    }

    @Test func theWrongLanguageIsFound() {
        #expect(!Self.failures(Self.chinese).isEmpty)
        #expect(!Self.failures(Self.english, .chinese).isEmpty)
    }

    @Test func namesFromTheBriefMayStandInChinese() {
        let text = Self.chinese + "这里叫 Brixham 港。"
        #expect(!Self.failures(text, .chinese).isEmpty)
        #expect(Self.failures(text, .chinese, allowing: ["Brixham"]).isEmpty)
    }

    @Test func threeSentencesThatBeginAlikeAreTooMany() {
        let two = "You can see boats. You can hear gulls."
        #expect(Self.failures(two).isEmpty)
        #expect(!Self.failures(two + " You can smell tar.").isEmpty)
    }

    @Test func anEarlierParagraphMayNotBeRepeated() {
        let sentence = "Gulls wait on every post."
        #expect(!Self.failures(Self.english, after: [sentence.lowercased()]).isEmpty)
        let passage =
            "At dawn, while crates of herring swing ashore and gulls wait on every post, look up."
        #expect(
            !Self.failures(
                "Later the crates of herring swing ashore and gulls wait on every post again.",
                after: [passage]
            ).isEmpty)
        #expect(
            !Self.failures("早上每根木桩上都蹲着一只海鸥等着吃鱼。", .chinese, after: ["每根木桩上都蹲着一只海鸥等着看船。"]).isEmpty)
    }

    @Test func aParagraphKeepsToItsPoint() {
        let checks = TextChecks(language: .english)
        var limits = ProseLimits(minimum: 1, target: 20, maximum: 60, language: .english)
        func failures(_ text: String, point: String = "gulls wait on every post") -> [String] {
            let taboos = Taboos(
                language: .english, title: "A Morning by the Quay", point: point)
            return checks.failures(in: text, limits: limits, taboos: ProseGuard(taboos))
        }
        #expect(failures("Gulls wait on every post.").isEmpty)
        #expect(!failures("Gulls wait on every post. The town is a wonderful place.").isEmpty)
        #expect(!failures("Gulls wait on every post by the quay in a morning by the quay.").isEmpty)
        #expect(
            failures("The largest gulls wait.", point: "the largest gulls wait on posts").isEmpty)
        #expect(!failures("The largest gulls wait.").isEmpty)
        #expect(failures("Gulls wait on 12 posts.").isEmpty)
        limits.allowsDigits = false
        #expect(!failures("Gulls wait on 12 posts.").isEmpty)
    }

    @Test func twoParagraphsDoNotBeginAlike() {
        #expect(
            !Self.failures("In the harbour gulls wait.", after: ["In the morning boats come."])
                .isEmpty)
        #expect(
            Self.failures("By the harbour gulls wait.", after: ["In the morning boats come."])
                .isEmpty)
        #expect(!Self.failures("清晨的港口很安静。", .chinese, after: ["清晨的渔船回来了。"]).isEmpty)
        // One Chinese word has two characters: a paragraph may begin with the same.
        #expect(Self.failures("清晨的港口很安静。", .chinese, after: ["清晨，渔船回来了。"]).isEmpty)
    }

    @Test func loopsAreFound() {
        #expect(
            !Self.failures("The sea is calm and grey now, the sea is calm and grey now.").isEmpty)
        #expect(!Self.failures("海面平静又灰暗极了，海面平静又灰暗极了。", .chinese).isEmpty)
    }

    @Test func linesHoldNoMarksAndTheRightLetters() {
        let english = TextChecks(language: .english)
        let chinese = TextChecks(language: .chinese)
        #expect(english.lineFailures(in: "A gull on a post").isEmpty)
        #expect(chinese.lineFailures(in: "木桩上的海鸥").isEmpty)
        for bad in ["", "# A", "a\nb", "海鸥", "<i>a</i>", "a | b"] {
            #expect(!english.lineFailures(in: bad).isEmpty, "\(bad)")
        }
        for bad in ["", "# 好", "好\n吗", "a gull", "42"] {
            #expect(!chinese.lineFailures(in: bad).isEmpty, "\(bad)")
        }
    }

    @Test func manyRepeatsTakeNoQuadraticTime() {
        let earlier = (0..<80).map { "Sentence number \($0) tells of harbour \($0) alone." }
        let long = (0..<400).map { "Boat \($0) sails to island \($0 + 1)." }.joined(separator: " ")
        let time = ContinuousClock().measure {
            _ = Self.failures(long, maximum: 9_999, after: earlier)
        }
        #expect(time < .seconds(20))
    }
}
