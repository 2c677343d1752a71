/// Expressions, by Jinja2's grammar: conditional, or, and, not, comparison, sum, concatenation, product,
/// power, sign, and what follows a value.
extension JinjaParser {
    /// An expression, or several with commas between them, which make a list.
    mutating func tuple(allowsCondition: Bool = true) throws -> JinjaExpression {
        let first = try allowsCondition ? expression() : disjunction()
        guard current?.token == .symbol(",") else { return first }
        var items = [first]
        while takes(",") {
            guard startsExpression else { break }
            items.append(try allowsCondition ? expression() : disjunction())
        }
        return .list(items, line: line)
    }

    private var startsExpression: Bool {
        switch current?.token {
        case .name, .string, .int, .double: true
        case .symbol(let symbol): "([{-+".contains(symbol)
        default: false
        }
    }

    mutating func expression() throws -> JinjaExpression {
        try nested {
            var value = try $0.disjunction()
            while $0.takesName("if") {
                let condition = try $0.disjunction()
                let otherwise = $0.takesName("else") ? try $0.expression() : nil
                value = .conditional(condition, then: value, otherwise: otherwise)
            }
            return value
        }
    }

    private mutating func disjunction() throws -> JinjaExpression {
        var value = try conjunction()
        while takesName("or") { value = .or(value, try conjunction()) }
        return value
    }

    private mutating func conjunction() throws -> JinjaExpression {
        var value = try negation()
        while takesName("and") { value = .and(value, try negation()) }
        return value
    }

    private mutating func negation() throws -> JinjaExpression {
        if takesName("not") { return .not(try nested { try $0.negation() }) }
        return try comparison()
    }

    private mutating func comparison() throws -> JinjaExpression {
        let line = line
        let value = try sum()
        var steps: [(operation: String, operand: JinjaExpression)] = []
        while let operation = comparisonSign() { steps.append((operation, try sum())) }
        return steps.isEmpty ? value : .comparison(value, steps, line: line)
    }

    private mutating func comparisonSign() -> String? {
        if takesName("in") { return "in" }
        if current?.token == .name("not"), next == .name("in") {
            advance()
            advance()
            return "not in"
        }
        return ["==", "!=", "<=", ">=", "<", ">"].first { takes($0) }
    }

    private mutating func sum() throws -> JinjaExpression {
        try chain(["+", "-"]) { try $0.concatenation() }
    }

    private mutating func concatenation() throws -> JinjaExpression {
        try chain(["~"]) { try $0.product() }
    }

    private mutating func product() throws -> JinjaExpression {
        try chain(["*", "//", "/", "%"]) { try $0.power() }
    }

    private mutating func power() throws -> JinjaExpression {
        try chain(["**"]) { try $0.signed() }
    }

    private mutating func chain(
        _ signs: [String], _ operand: (inout Self) throws -> JinjaExpression
    ) throws -> JinjaExpression {
        var value = try operand(&self)
        while let sign = signs.first(where: { takes($0) }) {
            value = .operation(sign, value, try operand(&self), line: line)
        }
        return value
    }

    private mutating func signed(takesFilters: Bool = true) throws -> JinjaExpression {
        let line = line
        var value: JinjaExpression
        if takes("-") {
            value = .negative(try nested { try $0.signed(takesFilters: false) }, line: line)
        } else if takes("+") {
            value = try nested { try $0.signed(takesFilters: false) }
        } else {
            value = try postfix(of: try primary())
        }
        return takesFilters ? try filters(of: value) : value
    }

    private mutating func primary() throws -> JinjaExpression {
        let line = line
        switch current?.token {
        case .name(let name):
            advance()
            switch name {
            case "true", "True": return .literal(.bool(true))
            case "false", "False": return .literal(.bool(false))
            case "none", "None": return .literal(.none)
            default: return .name(name, line: line)
            }
        case .string(var text):
            advance()
            while case .string(let more) = current?.token {
                text += more
                advance()
            }
            return .literal(.text(text))
        case .int(let value):
            advance()
            return .literal(.int(value))
        case .double(let value):
            advance()
            return .literal(.double(value))
        case .symbol("("):
            advance()
            if takes(")") { return .list([], line: line) }
            let inner = try nested { try $0.tuple() }
            try expect(")")
            return inner
        case .symbol("["):
            advance()
            return .list(try items(until: "]") { try $0.expression() }, line: line)
        case .symbol("{"):
            advance()
            return .map(
                try items(until: "}") {
                    let key = try $0.expression()
                    try $0.expect(":")
                    return (key, try $0.expression())
                }, line: line)
        default: throw unexpected("a value")
        }
    }

    private mutating func items<Item>(
        until end: String, _ item: (inout Self) throws -> Item
    ) throws -> [Item] {
        var items: [Item] = []
        while !takes(end) {
            if !items.isEmpty {
                try expect(",")
                if takes(end) { break }
            }
            items.append(try item(&self))
        }
        return items
    }

    private mutating func postfix(of first: JinjaExpression) throws -> JinjaExpression {
        var value = first
        while true {
            let line = line
            if takes(".") {
                if case .int(let index) = current?.token {
                    advance()
                    value = .item(value, .literal(.int(index)), line: line)
                } else {
                    value = .attribute(value, try name(), line: line)
                }
            } else if takes("[") {
                value = try indexed(value, line)
            } else if takes("(") {
                value = .call(value, try arguments(), line: line)
            } else {
                return value
            }
        }
    }

    private mutating func indexed(_ value: JinjaExpression, _ line: Int) throws -> JinjaExpression {
        var parts: [JinjaExpression?] = []
        var isSlice = false
        var part: JinjaExpression?
        while true {
            if takes(":") {
                isSlice = true
                parts.append(part)
                part = nil
            } else if takes("]") {
                break
            } else {
                guard part == nil else { throw unexpected("']'") }
                part = try expression()
            }
        }
        if isSlice {
            guard parts.count < 3 else { throw JinjaLexer.error("a slice has three parts", line) }
            return .slice(value, parts + [part], line: line)
        }
        guard let part else { throw JinjaLexer.error("'[]' names no item", line) }
        return .item(value, part, line: line)
    }

    private mutating func filters(of first: JinjaExpression) throws -> JinjaExpression {
        var value = first
        while true {
            let line = line
            if takes("|") {
                let name = try name()
                let arguments = takes("(") ? try arguments() : JinjaArguments()
                value = .filter(value, name, arguments, line: line)
            } else if takesName("is") {
                let isNegated = takesName("not")
                value = try test(of: value, line)
                if isNegated { value = .not(value) }
            } else if takes("(") {
                value = .call(value, try arguments(), line: line)
            } else {
                return value
            }
        }
    }

    private mutating func test(of value: JinjaExpression, _ line: Int) throws -> JinjaExpression {
        let name = try name()
        var given = JinjaArguments()
        if takes("(") {
            given = try arguments()
        } else {
            switch current?.token {
            case .name("else"), .name("or"), .name("and"), .name("is"), .name("if"), .name("not"),
                .name("in"):
                break
            case .name, .string, .int, .double, .symbol("["), .symbol("{"):
                given.values = [try postfix(of: try primary())]
            default: break
            }
        }
        return .test(value, name, given, line: line)
    }

    /// The arguments of a call, whose opening bracket is taken.
    mutating func arguments() throws -> JinjaArguments {
        var result = JinjaArguments()
        let pairs = try items(until: ")") { parser -> (String?, JinjaExpression) in
            if case .name(let name) = parser.current?.token, parser.next == .symbol("=") {
                parser.advance()
                parser.advance()
                return (name, try parser.expression())
            }
            if parser.current?.token == .symbol("*") || parser.current?.token == .symbol("**") {
                throw JinjaLexer.error("lists of arguments are not supported", parser.line)
            }
            return (nil, try parser.expression())
        }
        for (name, value) in pairs {
            if let name {
                result.named.append((name, value))
            } else {
                result.values.append(value)
            }
        }
        return result
    }
}
