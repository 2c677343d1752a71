import Foundation
import LimnArticles
import LimnTestSupport
import Testing

@testable import LimnTemplates

private let pieces = ["a", "<b>", "& \"c\"", "it's", "\u{FFFE}x\u{1}", "中文", "e\u{301}\"", ""]

/// A view with a value of every kind.
private struct SampleView: TemplateView {
    struct Child: TemplateView {
        var text: String
        var optional: String?
        var flag: Bool

        static let fields = TemplateFields<Self>()
            .text("text") { $0.text }
            .optional("optional") { $0.optional }
            .flag("flag") { $0.flag }

        init(_ random: inout SeededRandom) {
            text = random.pick(pieces) ?? ""
            optional = Bool.random(using: &random) ? random.pick(pieces) : nil
            flag = Bool.random(using: &random)
        }
    }

    var text: String
    var optional: String?
    var html: String
    var flag: Bool
    var children: [Child]
    var group: Child?
    var texts: [String: String]

    static let fields = TemplateFields<Self>()
        .text("text") { $0.text }
        .optional("optional") { $0.optional }
        .html("html") { $0.html }
        .flag("flag") { $0.flag }
        .list("children") { $0.children }
        .optionalGroup("group") { $0.group }
        .texts("texts") { $0.texts }

    init(_ random: inout SeededRandom) {
        text = random.pick(pieces) ?? ""
        optional = Bool.random(using: &random) ? random.pick(pieces) : nil
        html = "<i>\(random.below(9))</i>"
        flag = Bool.random(using: &random)
        texts = ["one": "1 & 1", "two": random.pick(pieces) ?? ""]
        children = []
        for _ in 0..<random.below(4) { children.append(Child(&random)) }
        group = Bool.random(using: &random) ? Child(&random) : nil
    }
}

@Suite("Templates on the fast path")
struct CompiledTemplateTests {
    /// Templates of random tags, breaks and blanks, some of them nonsense.
    private static func template(_ random: inout SeededRandom, depth: Int = 0) -> String {
        var text = ""
        for _ in 0..<(1 + random.below(6)) {
            switch random.below(depth < 3 ? 16 : 9) {
            case 0, 1: text += "\n"
            case 2: text += random.pick(["  ", "\t", " "]) ?? ""
            case 3: text += random.pick(["x", "<p>", "{", "} {", "é\n"]) ?? ""
            case 4: text += "{{text}}"
            case 5:
                text +=
                    random.pick(["{{{html}}}", "{{&html}}", "{{optional}}", "{{group.text}}"]) ?? ""
            case 6:
                text +=
                    random.pick(["{{texts.one}}", "{{texts.two}}", "{{! a note }}", "{{!\n}}"])
                    ?? ""
            case 7: text += random.pick(["{{>part}}", "{{> part }}\n", "{{>other}}"]) ?? ""
            case 8: text += "{{ text }}"
            case 9, 10, 11:
                let name = random.pick(["flag", "children", "group", "optional"]) ?? ""
                let sign = random.pick(["#", "#", "^"]) ?? ""
                let line = random.pick(["\n", "", " "]) ?? ""
                let inner = template(&random, depth: depth + 1)
                text += "{{\(sign)\(name)}}\(line)\(inner){{/\(name)}}\(line)"
            case 12: text += "{{#optional}}{{.}}{{/optional}}"
            case 13, 14:
                text += "{{$own}}\(template(&random, depth: depth + 1)){{/own}}"
            default:
                // A layout inside what overrides a block of the same layout never ends.
                guard depth == 0 else { continue }
                let line = random.pick(["\n", ""]) ?? ""
                let inner = template(&random, depth: depth + 1)
                text += "{{<layout}}\(line){{$block}}\(line)\(inner){{/block}}\(line){{/layout}}"
            }
        }
        return text
    }

    @Test("random templates come out as swift-mustache has them, byte for byte")
    func random() throws {
        var random = SeededRandom(seed: 7)
        var compared = 0
        for _ in 0..<600 {
            let main = Self.template(&random)
            let part = Self.template(&random, depth: 3).filter { $0 != ">" }
            let folder = try TemplateFolder([
                "main.mustache": main, "part.mustache": part, "other.mustache": "o{{text}}\n",
                "layout.mustache":
                    "[{{$block}}default{{/block}}]\n{{#flag}}{{$block}}{{/block}}{{/flag}}{{$own}}-{{/own}}",
            ])
            guard let library = try? folder.library(), library.isCompiled else { continue }
            let view = SampleView(&random)
            let fast = try library.render(view, with: "main")
            // Some unusual templates are too much for swift-mustache's parser.
            guard let reference = try? library.renderByReference(view, with: "main") else {
                continue
            }
            #expect(fast == reference, "main: \(main)\npart: \(part)")
            guard fast == reference else { return }
            compared += 1
        }
        #expect(compared > 120)
    }

    @Test(
        "Limn's own theme takes the fast path",
        arguments: ["templates", "Tests/Fixtures/sites/bilingual/templates"])
    func theme(path: String) throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let library = try TemplateLibrary(
            folder: root.appending(path: path), languages: [.english])
        #expect(library.isCompiled)
    }

    @Test(
        "what only the reference understands is left to it",
        arguments: ["x\n  {{>part}}\n", "{{=<% %>=}}", "a\u{2028}b", "{{#a}}", "{{text", "\r\n"])
    func refused(text: String) {
        #expect(CompiledTemplate(text) == nil)
    }
}
