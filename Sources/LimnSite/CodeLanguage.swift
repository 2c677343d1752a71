/// The words and marks by which a programming language's tokens are told apart.
struct CodeLanguage: Sendable {
    enum Style: Sendable {
        /// Words, texts and numbers between signs.
        case words
        /// Tags.
        case markup
        /// A key and a value on each line.
        case keys
        /// Lines that came and went.
        case diff
    }

    struct Comment: Sendable {
        let start: [UInt8]
        /// `nil` for one that ends with its line.
        let end: [UInt8]?
    }

    struct Text: Sendable {
        let start: [UInt8]
        let end: [UInt8]
        var escapes = true
        var spansLines = false
    }

    var style = Style.words
    var keywords: Set<String> = []
    var types: Set<String> = []
    var comments: [Comment] = []
    var texts: [Text] = []
    /// Signs that make the next word an attribute: `@` in Swift.
    var attributeSigns: Set<UInt8> = []
    var capitalsAreTypes = false
    var callsAreFunctions = true
    var colonMeansKey = false
    var hyphensJoin = false
    var ignoresCase = false

    /// The language with a name, in any case: `js` is `javascript`.
    static func named(_ name: String) -> CodeLanguage? {
        var name = name.lowercased()[...]
        // Pandoc's `{.swift}`, and options that follow after a comma or a brace.
        if name.hasPrefix("{.") { name = name.dropFirst(2) }
        let clean = String(name.prefix { !"{},:".contains($0) })
        return languages[aliases[clean] ?? clean]
    }

    private static let aliases = [
        "js": "javascript", "jsx": "javascript", "mjs": "javascript", "node": "javascript",
        "ts": "typescript", "tsx": "typescript", "py": "python", "python3": "python",
        "rb": "ruby", "rs": "rust", "golang": "go", "c++": "cpp", "cc": "cpp", "cxx": "cpp",
        "hpp": "cpp", "h": "c", "objc": "c", "objective-c": "c", "cs": "csharp", "c#": "csharp",
        "sh": "shell", "bash": "shell", "zsh": "shell", "console": "shell",
        "shell-session": "shell",
        "shellscript": "shell", "kt": "kotlin", "htm": "html", "xml": "html", "svg": "html",
        "xhtml": "html", "vue": "html", "mustache": "html", "go-html-template": "html",
        "handlebars": "html", "yml": "yaml", "ini": "toml", "conf": "toml", "properties": "toml",
        "jsonc": "json", "json5": "json", "scss": "css", "sass": "css", "less": "css",
        "patch": "diff", "postgresql": "sql", "mysql": "sql", "sqlite": "sql", "plsql": "sql",
        "docker": "dockerfile", "make": "makefile",
    ]

    private static func words(_ text: String) -> Set<String> {
        Set(text.split(separator: " ").map(String.init))
    }

    private static func line(_ start: String) -> Comment {
        Comment(start: Array(start.utf8), end: nil)
    }

    private static func block(_ start: String, _ end: String) -> Comment {
        Comment(start: Array(start.utf8), end: Array(end.utf8))
    }

    private static func text(
        _ mark: String, escapes: Bool = true, spansLines: Bool = false
    ) -> Text {
        Text(
            start: Array(mark.utf8), end: Array(mark.utf8), escapes: escapes,
            spansLines: spansLines)
    }

    private static let slashes = [line("//"), block("/*", "*/")]
    private static let quotes = [text("\""), text("'")]
    private static let at: Set<UInt8> = [UInt8(ascii: "@")]

    private static let cWords =
        "auto break case const continue default do else enum extern for goto if inline register restrict return sizeof static struct switch typedef union volatile while NULL"
    private static let cTypes =
        "bool char double float int long short signed unsigned void size_t ssize_t int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t FILE"
    private static let javaScriptWords =
        "async await break case catch class const continue debugger default delete do else export extends false finally for from function get if import in instanceof let new null of return set static super switch this throw true try typeof undefined var void while with yield"

    private static let languages: [String: CodeLanguage] = [
        "swift": CodeLanguage(
            keywords: words(
                "actor any as associatedtype async await borrowing break case catch class consuming continue convenience default defer deinit didSet do else enum extension fallthrough false fileprivate final for func get guard if import in indirect infix init inout internal is isolated lazy let macro mutating nil nonisolated nonmutating open operator optional override package postfix precedencegroup prefix private protocol public repeat required rethrows return self Self sending set some static struct subscript super switch throw throws true try typealias unowned var weak where while willSet"
            ), comments: slashes,
            texts: [text("\"\"\"", spansLines: true), text("\"")], attributeSigns: at.union([0x23]),
            capitalsAreTypes: true),
        "c": CodeLanguage(
            keywords: words(cWords), types: words(cTypes), comments: slashes, texts: quotes,
            attributeSigns: [UInt8(ascii: "#")]),
        "cpp": CodeLanguage(
            keywords: words(
                cWords
                    + " alignas alignof and catch class co_await co_return co_yield concept consteval constexpr constinit const_cast decltype delete dynamic_cast explicit export false final friend mutable namespace new noexcept not nullptr operator or override private protected public reinterpret_cast requires static_assert static_cast template this thread_local throw true try typeid typename using virtual"
            ), types: words(cTypes + " string vector map set pair wchar_t char8_t"),
            comments: slashes, texts: quotes, attributeSigns: [UInt8(ascii: "#")]),
        "java": CodeLanguage(
            keywords: words(
                "abstract assert break case catch class const continue default do else enum extends false final finally for goto if implements import instanceof interface native new null package permits private protected public record return sealed static strictfp super switch synchronized this throw throws transient true try var void volatile while yield"
            ), types: words("boolean byte char double float int long short"), comments: slashes,
            texts: [text("\"\"\"", spansLines: true)] + quotes, attributeSigns: at,
            capitalsAreTypes: true),
        "kotlin": CodeLanguage(
            keywords: words(
                "abstract actual annotation as break by catch class companion const constructor continue crossinline data do else enum expect external false final finally for fun if import in infix init inline inner interface internal is lateinit noinline null object open operator out override package private protected public reified return sealed super suspend tailrec this throw true try typealias val var vararg when where while"
            ), comments: slashes, texts: [text("\"\"\"", spansLines: true)] + quotes,
            attributeSigns: at, capitalsAreTypes: true),
        "csharp": CodeLanguage(
            keywords: words(
                "abstract as async await base break case catch checked class const continue default delegate do else enum event explicit extern false finally fixed for foreach get goto if implicit in init interface internal is lock namespace new null operator out override params partial private protected public readonly record ref required return sealed set sizeof stackalloc static struct switch this throw true try typeof unchecked unsafe using var virtual void volatile when where while yield"
            ),
            types: words(
                "bool byte char decimal double dynamic float int long nint nuint object sbyte short string uint ulong ushort"
            ), comments: slashes, texts: [text("\"\"\"", spansLines: true)] + quotes,
            attributeSigns: [UInt8(ascii: "#")], capitalsAreTypes: true),
        "javascript": CodeLanguage(
            keywords: words(javaScriptWords), comments: slashes,
            texts: quotes + [text("`", spansLines: true)], attributeSigns: at,
            capitalsAreTypes: true),
        "typescript": CodeLanguage(
            keywords: words(
                javaScriptWords
                    + " abstract any as asserts declare enum implements infer interface is keyof module namespace never private protected public readonly require satisfies type unique"
            ), types: words("bigint boolean number object string symbol unknown"),
            comments: slashes, texts: quotes + [text("`", spansLines: true)], attributeSigns: at,
            capitalsAreTypes: true),
        "python": CodeLanguage(
            keywords: words(
                "False None True and as assert async await break case class continue def del elif else except finally for from global if import in is lambda match nonlocal not or pass raise return self try while with yield"
            ),
            types: words("bool bytes dict float frozenset int list object set str tuple type"),
            comments: [line("#")],
            texts: [text("\"\"\"", spansLines: true), text("'''", spansLines: true)] + quotes,
            attributeSigns: at, capitalsAreTypes: true),
        "ruby": CodeLanguage(
            keywords: words(
                "BEGIN END alias and begin break case class def defined? do else elsif end ensure extend false for if in include module next nil not or private protected public raise redo require require_relative rescue retry return self super then true undef unless until when while yield attr_accessor attr_reader attr_writer"
            ), comments: [line("#")], texts: quotes,
            attributeSigns: [UInt8(ascii: "@"), UInt8(ascii: ":")], capitalsAreTypes: true),
        "go": CodeLanguage(
            keywords: words(
                "break case chan const continue default defer else fallthrough false for func go goto if import interface iota map nil package range return select struct switch true type var"
            ),
            types: words(
                "any bool byte complex128 complex64 error float32 float64 int int16 int32 int64 int8 rune string uint uint16 uint32 uint64 uint8 uintptr"
            ), comments: slashes, texts: quotes + [text("`", escapes: false, spansLines: true)]),
        "rust": CodeLanguage(
            keywords: words(
                "as async await break const continue crate dyn else enum extern false fn for if impl in let loop match mod move mut pub ref return self Self static struct super trait true type union unsafe use where while"
            ),
            types: words(
                "bool char f32 f64 i128 i16 i32 i64 i8 isize str u128 u16 u32 u64 u8 usize"),
            comments: slashes, texts: [text("\"", spansLines: true)], capitalsAreTypes: true),
        "php": CodeLanguage(
            keywords: words(
                "abstract and array as break callable case catch class clone const continue declare default do echo else elseif enum extends false final finally fn for foreach function global goto if implements include include_once instanceof insteadof interface isset list match namespace new null or print private protected public readonly require require_once return static switch throw trait true try unset use var while xor yield"
            ), types: words("bool float int mixed never object string void"),
            comments: slashes + [line("#")], texts: quotes,
            attributeSigns: [UInt8(ascii: "$")], capitalsAreTypes: true),
        "lua": CodeLanguage(
            keywords: words(
                "and break do else elseif end false for function goto if in local nil not or repeat return then true until while"
            ), comments: [block("--[[", "]]"), line("--")], texts: quotes),
        "shell": CodeLanguage(
            keywords: words(
                "case do done elif else esac export fi for function if in local readonly return select set shift source then trap unset until while alias cd echo eval exec exit"
            ), comments: [line("#")],
            texts: [text("\"", spansLines: true), text("'", escapes: false, spansLines: true)],
            attributeSigns: [UInt8(ascii: "$")], callsAreFunctions: false, hyphensJoin: true),
        "dockerfile": CodeLanguage(
            keywords: words(
                "add arg cmd copy entrypoint env expose from healthcheck label run shell stopsignal user volume workdir as"
            ), comments: [line("#")], texts: quotes, attributeSigns: [UInt8(ascii: "$")],
            callsAreFunctions: false, hyphensJoin: true, ignoresCase: true),
        "makefile": CodeLanguage(
            keywords: words(
                "define else endef endif export ifdef ifeq ifndef ifneq include override"),
            comments: [line("#")], texts: quotes, attributeSigns: [UInt8(ascii: "$")],
            callsAreFunctions: false, colonMeansKey: true, hyphensJoin: true),
        "sql": CodeLanguage(
            keywords: words(
                "add all alter and as asc begin between by cascade case check column commit constraint create cross database default delete desc distinct drop else end except exists explain false foreign from full group having if in index inner insert intersect into is join key left like limit not null offset on or order outer primary references returning right rollback select set table then to transaction trigger true truncate union unique update using values view when where with"
            ),
            types: words(
                "bigint blob boolean char date decimal double float int integer json jsonb numeric real serial smallint text time timestamp timestamptz uuid varchar"
            ), comments: [line("--"), block("/*", "*/")], texts: quotes, ignoresCase: true),
        "json": CodeLanguage(
            keywords: words("true false null"), comments: slashes, texts: [text("\"")]),
        "css": CodeLanguage(
            keywords: words("important and not only from to"), comments: [block("/*", "*/")],
            texts: quotes,
            attributeSigns: [
                UInt8(ascii: "."), UInt8(ascii: "#"), UInt8(ascii: "@"), UInt8(ascii: "$"),
            ], colonMeansKey: true, hyphensJoin: true),
        "html": CodeLanguage(style: .markup),
        "yaml": CodeLanguage(
            style: .keys, keywords: words("true false null yes no on off"),
            comments: [line("#")], texts: quotes,
            attributeSigns: [UInt8(ascii: "&"), UInt8(ascii: "*")],
            callsAreFunctions: false, hyphensJoin: true),
        "toml": CodeLanguage(
            style: .keys, keywords: words("true false"), comments: [line("#"), line(";")],
            texts: [
                text("\"\"\"", spansLines: true), text("'''", escapes: false, spansLines: true),
            ]
                + quotes, callsAreFunctions: false, hyphensJoin: true),
        "diff": CodeLanguage(style: .diff),
    ]
}
