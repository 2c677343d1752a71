/// Reads a template's tokens into statements.
///
/// The language is what chat templates use of Jinja2; what is missing (inheritance, includes, imports)
/// is refused by name.
struct JinjaParser {
    typealias Token = JinjaLexer.Token

    private let tokens: [(token: Token, line: Int)]
    private var place = 0
    private var depth = 0

    /// Deeper nesting would need more stack than a thread has.
    private static let deepest = 200

    /// The statements of a template.
    ///
    /// - Throws: `TokenizerError` that names the line.
    static func statements(of source: String) throws -> [JinjaStatement] {
        var parser = JinjaParser(tokens: try JinjaLexer.tokens(of: source))
        let statements = try parser.body(until: [], of: "the template", line: 1)
        return statements
    }

    private init(tokens: [(token: Token, line: Int)]) { self.tokens = tokens }

    // MARK: Statements

    /// Statements up to a tag of one of these names, which is not taken.
    private mutating func body(
        until ends: Set<String>, of opener: String, line: Int
    ) throws -> [JinjaStatement] {
        try nested {
            var statements: [JinjaStatement] = []
            while let (token, at) = $0.current {
                switch token {
                case .text(let text):
                    $0.place += 1
                    statements.append(.text(text))
                case .beginOutput:
                    $0.place += 1
                    statements.append(.output(try $0.tuple(), line: at))
                    try $0.expect(.endOutput)
                default:
                    try $0.expect(.beginStatement)
                    let name = try $0.name()
                    if ends.contains(name) { return statements }
                    statements += try $0.statement(name, at)
                }
            }
            if ends.isEmpty { return statements }
            throw JinjaLexer.error(
                "\(opener) has no '\(ends.sorted().last ?? "")'", line)
        }
    }

    /// Takes `{% name %}`, whose first two tokens are taken already.
    private mutating func endTag() throws { try expect(.endStatement) }

    private mutating func statement(_ name: String, _ line: Int) throws -> [JinjaStatement] {
        switch name {
        case "if": return [try choice(line)]
        case "for": return [.loop(try loop(line))]
        case "set": return [try assignment(line)]
        case "macro": return [.macro(try macro(line))]
        case "break", "continue":
            try endTag()
            return [name == "break" ? .leave : .goOn]
        case "generation":
            // Marks what the model says, for training alone.
            try endTag()
            let inner = try body(until: ["endgeneration"], of: "'generation'", line: line)
            try endTag()
            return inner
        case "filter":
            let filter = try self.name()
            let arguments = takes("(") ? try arguments() : JinjaArguments()
            try endTag()
            let inner = try body(until: ["endfilter"], of: "'filter'", line: line)
            try endTag()
            return [.filtered(filter, arguments, inner, line: line)]
        case "with":
            var names: [(String, JinjaExpression)] = []
            while current?.token != .endStatement {
                if !names.isEmpty { try expect(",") }
                let name = try self.name()
                try expect("=")
                names.append((name, try expression()))
            }
            try endTag()
            let inner = try body(until: ["endwith"], of: "'with'", line: line)
            try endTag()
            return [.scope(names, inner)]
        default: throw JinjaLexer.error("the tag '\(name)' is not supported here", line)
        }
    }

    private mutating func choice(_ line: Int) throws -> JinjaStatement {
        var branches: [(JinjaExpression, [JinjaStatement])] = []
        var otherwise: [JinjaStatement] = []
        var condition = try tuple()
        try endTag()
        while true {
            let inner = try body(until: ["elif", "else", "endif"], of: "'if'", line: line)
            branches.append((condition, inner))
            switch taken {
            case "elif":
                condition = try tuple()
                try endTag()
                continue
            case "else":
                try endTag()
                otherwise = try body(until: ["endif"], of: "'if'", line: line)
            default: break
            }
            try endTag()
            return .choice(branches, otherwise: otherwise)
        }
    }

    private mutating func loop(_ line: Int) throws -> JinjaLoop {
        var targets: [String] = []
        let isWrapped = takes("(")
        repeat { targets.append(try name()) } while takes(",")
        if isWrapped { try expect(")") }
        guard takesName("in") else { throw unexpected("'in'") }
        let items = try tuple(allowsCondition: false)
        let condition = takesName("if") ? try expression() : nil
        if case .name("recursive") = current?.token {
            throw JinjaLexer.error("recursive loops are not supported", line)
        }
        try endTag()
        let inner = try body(until: ["else", "endfor"], of: "'for'", line: line)
        var otherwise: [JinjaStatement] = []
        if taken == "else" {
            try endTag()
            otherwise = try body(until: ["endfor"], of: "'for'", line: line)
        }
        try endTag()
        return JinjaLoop(
            targets: targets, items: items, condition: condition, body: inner,
            otherwise: otherwise, line: line)
    }

    private mutating func assignment(_ line: Int) throws -> JinjaStatement {
        var targets: [JinjaTarget] = []
        repeat {
            let name = try name()
            targets.append(takes(".") ? .member(name, try self.name()) : .name(name))
        } while takes(",")
        if takes("=") {
            let value = try tuple()
            try endTag()
            return .set(targets, value, line: line)
        }
        try endTag()
        let inner = try body(until: ["endset"], of: "'set'", line: line)
        try endTag()
        return .capture(targets[0], inner, line: line)
    }

    private mutating func macro(_ line: Int) throws -> JinjaMacro {
        let name = try name()
        var parameters: [(String, JinjaExpression?)] = []
        try expect("(")
        while !takes(")") {
            if !parameters.isEmpty { try expect(",") }
            let parameter = try self.name()
            parameters.append((parameter, takes("=") ? try expression() : nil))
        }
        try endTag()
        let inner = try body(until: ["endmacro"], of: "'macro'", line: line)
        try endTag()
        return JinjaMacro(name: name, parameters: parameters, body: inner)
    }

    // MARK: Tokens

    /// The token that comes next, and its line.
    var current: (token: Token, line: Int)? { place < tokens.count ? tokens[place] : nil }

    /// The token after the one that comes next.
    var next: Token? { place + 1 < tokens.count ? tokens[place + 1].token : nil }

    /// The line of the token that comes next, or of the last.
    var line: Int { current?.line ?? tokens.last?.line ?? 1 }

    /// The name of the tag that ended a body.
    private var taken: String {
        if case .name(let name) = tokens[place - 1].token { name } else { "" }
    }

    mutating func advance() { place += 1 }

    mutating func takes(_ symbol: String) -> Bool {
        guard current?.token == .symbol(symbol) else { return false }
        place += 1
        return true
    }

    mutating func takesName(_ name: String) -> Bool {
        guard current?.token == .name(name) else { return false }
        place += 1
        return true
    }

    mutating func name() throws -> String {
        guard case .name(let name) = current?.token else { throw unexpected("a name") }
        place += 1
        return name
    }

    mutating func expect(_ symbol: String) throws {
        if !takes(symbol) { throw unexpected("'\(symbol)'") }
    }

    private mutating func expect(_ token: Token) throws {
        guard current?.token == token else { throw unexpected("the tag's end") }
        place += 1
    }

    func unexpected(_ wanted: String) -> TokenizerError {
        let found: String =
            switch current?.token {
            case .name(let name): "'\(name)'"
            case .symbol(let symbol): "'\(symbol)'"
            case .string(let text): "the string '\(text.prefix(20))'"
            case .int, .double: "a number"
            case .text: "text"
            case .beginOutput, .beginStatement: "another tag"
            case .endOutput, .endStatement: "the tag's end"
            case nil: "the template's end"
            }
        return JinjaLexer.error("\(wanted) is expected instead of \(found)", line)
    }

    /// Reads something inside something else, up to a bearable depth.
    mutating func nested<Result>(_ read: (inout Self) throws -> Result) throws -> Result {
        guard depth < Self.deepest else {
            throw JinjaLexer.error("expressions and tags are nested too deeply", line)
        }
        depth += 1
        defer { depth -= 1 }
        return try read(&self)
    }
}
