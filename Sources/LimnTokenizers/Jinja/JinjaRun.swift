/// Runs a template once.
///
/// A template comes with a model's file and is not trusted: its steps, its output and the depth of its
/// macros are limited, and it reaches nothing but the values that it is given.
struct JinjaRun {
    /// Why a template stopped by itself: `raise_exception`.
    struct Refusal: Error {
        let message: String
    }

    /// What ends a body before its end.
    enum Leaving {
        case loop
        case iteration
    }

    private(set) var output = JinjaText()
    /// Names, from the outermost scope to the innermost.
    private var scopes: [[String: JinjaValue]]
    private var steps = 0
    private var macroDepth = 0
    private var depth = 0

    private static let mostSteps = 1_000_000
    private static let deepestMacro = 40
    /// Tags and expressions at work inside of others, through all macros.
    private static let deepest = 500
    /// Values inside of values; printing and comparing them takes stack.
    private static let deepestValue = 60
    /// Characters of one text, and items of one list.
    static let longestText = 2 << 20

    init(_ names: [String: JinjaValue]) {
        scopes = [Self.functions.merging(names) { $1 }, [:]]
    }

    private static let functions: [String: JinjaValue] = Dictionary(
        uniqueKeysWithValues: ["range", "namespace", "dict", "raise_exception"].map {
            ($0, .function($0))
        })

    // MARK: Statements

    /// - Throws: `TokenizerError` that names the line, or ``Refusal``.
    mutating func run(_ statements: [JinjaStatement]) throws -> Leaving? {
        for statement in statements {
            if let leaving = try run(statement) { return leaving }
        }
        return nil
    }

    private mutating func run(_ statement: JinjaStatement) throws -> Leaving? {
        try descend()
        defer { ascend() }
        switch statement {
        case .text(let text): try write(JinjaText(text), line: 1)
        case .output(let expression, let line):
            try write(JinjaPrinting.text(of: try value(of: expression)), line: line)
        case .choice(let branches, let otherwise):
            for (condition, body) in branches where try value(of: condition).isTrue {
                return try run(body)
            }
            return try run(otherwise)
        case .loop(let loop): return try run(loop)
        case .set(let targets, let expression, let line):
            try assign(try value(of: expression), to: targets, line: line)
        case .capture(let target, let body, let line):
            let (text, leaving) = try captured { try $0.scoped([:]) { try $0.run(body) } }
            try assign(.text(text), to: [target], line: line)
            return leaving
        case .macro(let macro): set(macro.name, to: .macro(macro))
        case .filtered(let name, let arguments, let body, let line):
            let (text, leaving) = try captured { try $0.scoped([:]) { try $0.run(body) } }
            let filtered = try filter(.text(text), name, try given(arguments), line: line)
            try write(JinjaPrinting.text(of: filtered), line: line)
            return leaving
        case .scope(let names, let body):
            var values: [String: JinjaValue] = [:]
            for (name, expression) in names { values[name] = try value(of: expression) }
            return try scoped(values) { try $0.run(body) }
        case .leave: return .loop
        case .goOn: return .iteration
        }
        return nil
    }

    private mutating func run(_ loop: JinjaLoop) throws -> Leaving? {
        let sequence = try value(of: loop.items)
        try step(on: sequence)
        guard var items = sequence.items else {
            throw JinjaLexer.error("\(sequence.kind) cannot be looped over", loop.line)
        }
        if let condition = loop.condition {
            items = try items.filter { item in
                let names = try Self.names(loop.targets, of: item, line: loop.line)
                return try scoped(names) { try $0.value(of: condition).isTrue }
            }
        }
        if items.isEmpty { return try run(loop.otherwise) }
        for (index, item) in items.enumerated() {
            var names = try Self.names(loop.targets, of: item, line: loop.line)
            names["loop"] = .map(Self.state(of: items, at: index))
            switch try scoped(names, { try $0.run(loop.body) }) {
            case .loop: return nil
            case .iteration, nil: continue
            }
        }
        return nil
    }

    private static func state(of items: [JinjaValue], at index: Int) -> JinjaMap {
        let values: [(String, JinjaValue)] = [
            ("index", .int(index + 1)), ("index0", .int(index)),
            ("revindex", .int(items.count - index)), ("revindex0", .int(items.count - index - 1)),
            ("first", .bool(index == 0)), ("last", .bool(index == items.count - 1)),
            ("length", .int(items.count)),
            ("previtem", index > 0 ? items[index - 1] : .undefined("loop.previtem")),
            ("nextitem", index + 1 < items.count ? items[index + 1] : .undefined("loop.nextitem")),
        ]
        return JinjaMap(values.map { (JinjaText($0), $1) })
    }

    private static func names(
        _ targets: [String], of item: JinjaValue, line: Int
    ) throws -> [String: JinjaValue] {
        guard targets.count > 1 else { return [targets[0]: item] }
        guard let parts = item.items, parts.count == targets.count else {
            throw JinjaLexer.error("an item is not \(targets.count) values", line)
        }
        return Dictionary(zip(targets, parts)) { $1 }
    }

    private mutating func assign(
        _ value: JinjaValue, to targets: [JinjaTarget], line: Int
    ) throws {
        var values = [value]
        if targets.count > 1 {
            guard let parts = value.items, parts.count == targets.count else {
                throw JinjaLexer.error("\(value.kind) is not \(targets.count) values", line)
            }
            values = parts
        }
        for (target, value) in zip(targets, values) {
            switch target {
            case .name(let name): set(name, to: value)
            case .member(let name, let member):
                guard case .namespace(let namespace) = find(name) else {
                    throw JinjaLexer.error("'\(name)' is no namespace", line)
                }
                namespace.values[member] = value
            }
        }
    }

    // MARK: Names

    func find(_ name: String) -> JinjaValue {
        for scope in scopes.reversed() {
            if let value = scope[name] { return value }
        }
        return .undefined(name)
    }

    private mutating func set(_ name: String, to value: JinjaValue) {
        scopes[scopes.count - 1][name] = value
    }

    private mutating func scoped<Result>(
        _ names: [String: JinjaValue], _ body: (inout Self) throws -> Result
    ) throws -> Result {
        scopes.append(names)
        defer { scopes.removeLast() }
        return try body(&self)
    }

    /// What a macro writes. It sees the template's own names, not those where it is called.
    mutating func call(
        _ macro: JinjaMacro, _ arguments: JinjaRun.Arguments, line: Int
    ) throws -> JinjaValue {
        guard macroDepth < Self.deepestMacro else {
            throw JinjaLexer.error("the macro '\(macro.name)' calls itself too deeply", line)
        }
        guard arguments.values.count <= macro.parameters.count else {
            throw JinjaLexer.error("the macro '\(macro.name)' takes fewer arguments", line)
        }
        var named = arguments.named
        var names: [String: JinjaValue] = [:]
        let inner = scopes
        scopes = Array(scopes.prefix(2))
        macroDepth += 1
        defer {
            scopes = inner
            macroDepth -= 1
        }
        for (index, parameter) in macro.parameters.enumerated() {
            if index < arguments.values.count {
                names[parameter.name] = arguments.values[index]
            } else if let value = named.removeValue(forKey: parameter.name) {
                names[parameter.name] = value
            } else {
                names[parameter.name] =
                    try parameter.usual.map { usual in
                        try scoped(names) { try $0.value(of: usual) }
                    } ?? .undefined(parameter.name)
            }
        }
        if let name = named.keys.sorted().first {
            throw JinjaLexer.error("the macro '\(macro.name)' has no argument '\(name)'", line)
        }
        return .text(try captured { run in try run.scoped(names) { try $0.run(macro.body) } }.text)
    }

    // MARK: Limits

    private mutating func captured(
        _ body: (inout Self) throws -> Leaving?
    ) throws -> (text: JinjaText, leaving: Leaving?) {
        let outer = output
        output = JinjaText()
        defer { output = outer }
        let leaving = try body(&self)
        return (output, leaving)
    }

    private mutating func write(_ text: JinjaText, line: Int) throws {
        try Self.check(length: output.count + text.count, line: line)
        output.append(text)
    }

    /// Refuses a text that would fill the memory.
    static func check(length: Int, line: Int) throws {
        if length > longestText {
            throw JinjaLexer.error("the text becomes longer than \(longestText) characters", line)
        }
    }

    /// Counts a step into a tag or an expression, for as long as it is at work.
    mutating func descend() throws {
        try step()
        depth += 1
        guard depth <= Self.deepest else {
            throw TokenizerError("the chat template calls its macros too deeply")
        }
    }

    mutating func ascend() { depth -= 1 }

    /// Counts a step, more where large values are worked on.
    mutating func step(on values: JinjaValue...) throws {
        steps += 1
        for value in values {
            switch value {
            case .text(let text): steps += text.count / 16
            case .list(let items): steps += items.count
            default: break
            }
        }
        if steps > Self.mostSteps {
            throw TokenizerError("the chat template does not come to an end")
        }
    }

    /// A list or mapping that was put together, if all that is inside is bearable: a value may hold
    /// another one twice, and that one another.
    mutating func bearable(_ value: JinjaValue, line: Int) throws -> JinjaValue {
        var room = Self.longestText
        try Self.measure(value, depth: 0, room: &room, line: line)
        steps += (Self.longestText - room) / 16
        return value
    }

    private static func measure(
        _ value: JinjaValue, depth: Int, room: inout Int, line: Int
    ) throws {
        room -= 1
        if depth > deepestValue || room < 0 {
            throw JinjaLexer.error("a list becomes too large", line)
        }
        switch value {
        case .text(let text): room -= text.count
        case .list(let items):
            for item in items { try measure(item, depth: depth + 1, room: &room, line: line) }
        case .map(let map):
            for (key, item) in map.pairs {
                room -= key.count
                try measure(item, depth: depth + 1, room: &room, line: line)
            }
        default: break
        }
    }
}
