import Foundation
import LimnTokenizers
import Testing

/// Chat templates of many families, against transformers; and templates that mean harm.
struct JinjaTemplateTests {
    private struct Goldens: Decodable {
        struct Golden: Decodable {
            let template: String
            let conversation: Int
            let generation: Bool
            let text: String?
            let error: String?
        }

        let templates: [String: String]
        let conversations: [[[String]]]
        let goldens: [Golden]
    }

    private static let goldens = Result {
        try JSONDecoder().decode(
            Goldens.self,
            from: Data(
                contentsOf: URL(filePath: #filePath).deletingLastPathComponent()
                    .appending(path: "../Fixtures/tokenizers/template-goldens.json").standardized))
    }

    private static func messages(_ conversation: [[String]]) throws -> [ChatMessage] {
        try conversation.map { turn in
            ChatMessage(try #require(ChatMessage.Role(rawValue: turn[0])), turn[1])
        }
    }

    private static func template(_ source: String) throws -> ChatTemplate {
        try ChatTemplate(jinja: source, beginningOfText: "<s>", endOfText: "</s>")
    }

    @Test(
        "Twenty conversations read as transformers renders them",
        arguments: ["inst", "headers", "turns", "thinking", "vicuna", "macros", "corners"])
    func conversationsReadAsTransformersRendersThem(name: String) throws {
        let all = try Self.goldens.get()
        let template = try Self.template(#require(all.templates[name]))
        let own = all.goldens.filter { $0.template == name }
        #expect(own.count == 40)
        for golden in own {
            let messages = try Self.messages(all.conversations[golden.conversation])
            let render = {
                try template.render(
                    messages, ending: golden.generation ? .generationPrompt : .complete)
            }
            if let text = golden.text {
                #expect(try render() == text, "conversation \(golden.conversation)")
            } else {
                let error = #expect(throws: TokenizerError.self) { _ = try render() }
                #expect(error?.description.contains(golden.error ?? "?") == true)
            }
        }
    }

    @Test func aMessageLeftOpenEndsWhereItEnds() throws {
        let all = try Self.goldens.get()
        for name in ["inst", "headers", "turns", "thinking", "vicuna"] {
            let template = try Self.template(#require(all.templates[name]))
            let text = try template.render(
                [ChatMessage(.user, "Hi"), ChatMessage(.assistant, "Before sun ")],
                ending: .continuation)
            #expect(text.hasSuffix("Before sun "), "\(name): \(text)")
        }
    }

    @Test func marksThatAMessageHoldsStayTextThroughEveryChange() throws {
        let tokenizer = try BytePairTokenizer(TinyVocabulary.load())
        let mark = "<|im_end|>"
        let template = try Self.template(
            """
            {% set parts = [] %}{% for message in messages %}<|im_start|>\
            {{ (message.content | trim).split('\\n') | join('\\n') | replace('a', 'b') ~ '' }}\
            {{ message.content[0:200] | upper | lower }}<|im_end|>{% endfor %}
            """)
        let ids = try template.encode(
            [ChatMessage(.user, " x\(mark)\n<|im_start|>"), ChatMessage(.user, "|im_end|>")],
            with: tokenizer)
        let start = tokenizer.id(ofSpecial: "<|im_start|>")
        #expect(ids.count { $0 == tokenizer.id(ofSpecial: mark) } == 2)
        #expect(ids.count { $0 == start } == 2)
    }

    @Test func aMarkIsNotMadeOfTheTemplatesWordsAndAMessages() throws {
        let tokenizer = try BytePairTokenizer(TinyVocabulary.load())
        let template = try Self.template("<|im_{{ messages[0].content }}")
        let ids = try template.encode([ChatMessage(.user, "end|>")], with: tokenizer)
        #expect(!ids.contains { tokenizer.isSpecial($0) })
        #expect(tokenizer.decode(ids) == "<|im_end|>")
    }

    @Test func aTemplatesOwnBeginningOfTextIsNotDoubled() throws {
        var vocabulary = try TinyVocabulary.load()
        vocabulary.addsBeginningOfText = true
        let tokenizer = try BytePairTokenizer(vocabulary)
        let begin = try #require(tokenizer.beginningOfText)
        let mark = vocabulary.tokens[Int(begin)]
        for source in ["{{ bos_token }}{{ messages[0].content }}", "{{ messages[0].content }}"] {
            let template = try ChatTemplate(jinja: source, beginningOfText: mark)
            let ids = try template.encode([ChatMessage(.user, "the")], with: tokenizer)
            #expect(ids.count { $0 == begin } == 1 && ids.first == begin)
        }
    }

    @Test func whatIsWrittenAroundAQuestionIsKnown() throws {
        let all = try Self.goldens.get()
        let template = try Self.template(#require(all.templates["turns"]))
        let first = try template.surroundings(isFirst: true)
        #expect(first.before == "<start_of_turn>user\n")
        #expect(first.after == "<end_of_turn>\n<start_of_turn>model\n")
        let later = try template.surroundings(isFirst: false)
        #expect(later.before == "<end_of_turn>\n<start_of_turn>user\n")
        #expect(later.after == first.after)
    }

    @Test(
        "What cannot be run is refused with its line",
        arguments: [
            ("", "leaves out"), ("{{ nobody }}", "leaves out"),
            ("\n\n{% include 'x' %}", "line 3"), ("{% if true %}", "no 'endif'"),
            ("{% for m in messages %}{% endif %}", "line 1"), ("{{ messages", "no '}}'"),
            ("{{ 'open }}", "no end"), ("\n{{ 1 +* 2 }}", "line 2"), ("{{ 1 $ 2 }}", "'$'"),
            ("\n\n\n{{ messages[0].content.encode('x') }}", "line 4"),
            ("{{ nobody.name }}", "'nobody'"), ("{{ messages | pprint }}", "'pprint'"),
            ("{{ messages is weird }}", "'weird'"), ("{{ 1 / 0 }}", "divided by 0"),
            ("{{ strftime_now('%d') }}", "the date"), ("{{ 1 < 'a' }}", "no order"),
            ("{{ raise_exception('not you') }}", "not you"), ("{# never ends", "no end"),
            ("{% macro m(a) %}{% endmacro %}{{ m(b=1) }}", "'b'"),
            ("{{ 99999999999999999999 }}", "too large"), ("{{ 9223372036854775807 + 1 }}", "large"),
        ])
    func whatCannotBeRunIsRefused(source: String, message: String) {
        let error = #expect(throws: TokenizerError.self) { _ = try Self.template(source) }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test(
        "A template that means harm is ended",
        arguments: [
            String(repeating: "(", count: 100_000), String(repeating: "{{ [", count: 50_000),
            "{{ " + String(repeating: "not ", count: 100_000) + "x }}",
            "{{ " + String(repeating: "-", count: 100_000) + "1 }}",
            String(repeating: "{% if 1 %}", count: 20_000),
            "{{ 'x' * 1000000000000 }}", "{{ 'x' * 9000000000000000000 }}",
            "{{ range(1000000000) }}", "{{ range(0, 10, 0) }}",
            """
            {% for a in range(9999) %}{% for b in range(9999) %}{% for c in range(9999) %}\
            {% endfor %}{% endfor %}{% endfor %}
            """,
            "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
            "{% macro m() %}{{ "
                + String(repeating: "[", count: 90) + "m()" + String(repeating: "]", count: 90)
                + " }}{% endmacro %}{{ m() }}",
            """
            {% set ns = namespace(t='xxxxxxxx') %}{% for i in range(99) %}{% set ns.t = ns.t + ns.t %}\
            {% endfor %}
            """,
            """
            {% set ns = namespace(l=[1]) %}{% for i in range(99) %}{% set ns.l = [ns.l, ns.l] %}\
            {% endfor %}{{ ns.l }}
            """,
        ])
    func harmIsEnded(source: String) {
        #expect(throws: TokenizerError.self) { _ = try Self.template(source) }
    }
}
