/// What expressions come to.
extension JinjaRun {
    /// The values of a call's arguments.
    struct Arguments {
        var values: [JinjaValue] = []
        var named: [String: JinjaValue] = [:]

        /// An argument, by place or by name.
        func argument(_ place: Int, _ name: String) -> JinjaValue? {
            place < values.count ? values[place] : named[name]
        }
    }

    mutating func given(_ arguments: JinjaArguments) throws -> Arguments {
        var result = Arguments()
        for value in arguments.values { result.values.append(try self.value(of: value)) }
        for (name, value) in arguments.named { result.named[name] = try self.value(of: value) }
        return result
    }

    /// - Throws: `TokenizerError` that names the line, or ``Refusal``.
    mutating func value(of expression: JinjaExpression) throws -> JinjaValue {
        try descend()
        defer { ascend() }
        switch expression {
        case .literal(let value): return value
        case .name(let name, _): return find(name)
        case .list(let items, let line):
            return try bearable(.list(try items.map { try value(of: $0) }), line: line)
        case .map(let pairs, let line):
            var map = JinjaMap()
            for (key, value) in pairs {
                map[JinjaPrinting.text(of: try self.value(of: key))] = try self.value(of: value)
            }
            return try bearable(.map(map), line: line)
        case .attribute(let owner, let name, let line):
            return try member(name, of: try value(of: owner), line: line)
        case .item(let owner, let key, let line):
            return try item(try value(of: key), of: try value(of: owner), line: line)
        case .slice(let owner, let parts, let line):
            let owner = try value(of: owner)
            try step(on: owner)
            return try slice(owner, try parts.map { try $0.map { try value(of: $0) } }, line: line)
        case .call(let callee, let arguments, let line):
            return try call(callee, arguments, line: line)
        case .filter(let subject, let name, let arguments, let line):
            return try filter(try value(of: subject), name, try given(arguments), line: line)
        case .test(let subject, let name, let arguments, let line):
            return .bool(
                try JinjaTests.holds(
                    name, of: try value(of: subject), try given(arguments).values, line: line))
        case .not(let operand): return .bool(!(try value(of: operand).isTrue))
        case .and(let one, let other):
            let value = try value(of: one)
            return value.isTrue ? try self.value(of: other) : value
        case .or(let one, let other):
            let value = try value(of: one)
            return value.isTrue ? value : try self.value(of: other)
        case .negative(let operand, let line):
            return try JinjaArithmetic.result("-", .int(0), try value(of: operand), line: line)
        case .operation(let sign, let one, let other, let line):
            let (left, right) = (try value(of: one), try value(of: other))
            try step(on: left, right)
            return try JinjaArithmetic.result(sign, left, right, line: line)
        case .comparison(let first, let steps, let line):
            var left = try value(of: first)
            for (operation, operand) in steps {
                let right = try value(of: operand)
                try step(on: left, right)
                guard try JinjaComparison.holds(operation, left, right, line: line) else {
                    return .bool(false)
                }
                left = right
            }
            return .bool(true)
        case .conditional(let condition, let then, let otherwise):
            if try value(of: condition).isTrue { return try value(of: then) }
            return try otherwise.map { try value(of: $0) } ?? .undefined("")
        }
    }

    private mutating func call(
        _ callee: JinjaExpression, _ arguments: JinjaArguments, line: Int
    ) throws -> JinjaValue {
        if case .attribute(let owner, let name, _) = callee {
            let receiver = try value(of: owner)
            try step(on: receiver)
            let given = try given(arguments)
            if let result = try JinjaMethods.result(name, of: receiver, given, line: line) {
                return result
            }
            return try call(try member(name, of: receiver, line: line), name, given, line: line)
        }
        var name = "this value"
        if case .name(let called, _) = callee { name = called }
        return try call(try value(of: callee), name, try given(arguments), line: line)
    }

    private mutating func call(
        _ function: JinjaValue, _ name: String, _ arguments: Arguments, line: Int
    ) throws -> JinjaValue {
        switch function {
        case .macro(let macro): return try call(macro, arguments, line: line)
        case .function("raise_exception"):
            let message = arguments.values.first.map { JinjaPrinting.text(of: $0).string }
            throw Refusal(message: message ?? "")
        case .function("namespace"): return .namespace(JinjaNamespace(arguments.named))
        case .function("dict"):
            let pairs = arguments.named.sorted { $0.key < $1.key }
            return .map(JinjaMap(pairs.map { (JinjaText($0.key), $0.value) }))
        case .function("range"): return .list(try Self.range(arguments.values, line: line))
        default:
            let advice = name == "strftime_now" ? ": texts must not depend on the date" : ""
            throw JinjaLexer.error("'\(name)' cannot be called\(advice)", line)
        }
    }

    /// As many numbers as Jinja2's sandbox lets a template count.
    private static let longestRange = 100_000

    private static func range(_ values: [JinjaValue], line: Int) throws -> [JinjaValue] {
        let bounds = values.compactMap(\.integer)
        guard bounds.count == values.count, (1...3).contains(bounds.count) else {
            throw JinjaLexer.error("'range' takes one to three whole numbers", line)
        }
        let start = bounds.count > 1 ? bounds[0] : 0
        let end = bounds.count > 1 ? bounds[1] : bounds[0]
        let step = bounds.count > 2 ? bounds[2] : 1
        guard step != 0, [start, end, step].allSatisfy({ abs($0) <= Int(Int32.max) }) else {
            throw JinjaLexer.error("'range' is given numbers without sense", line)
        }
        let numbers = stride(from: start, to: end, by: step)
        guard (end - start) / step <= longestRange else {
            throw JinjaLexer.error("'range' counts beyond \(longestRange)", line)
        }
        return numbers.map { .int($0) }
    }

    private func member(_ name: String, of owner: JinjaValue, line: Int) throws -> JinjaValue {
        switch owner {
        case .undefined: throw JinjaLexer.error("\(owner.kind) has no '\(name)'", line)
        case .map(let map): return map[JinjaText(name)] ?? .undefined(name)
        case .namespace(let namespace): return namespace.values[name] ?? .undefined(name)
        default: return .undefined(name)
        }
    }

    private func item(_ key: JinjaValue, of owner: JinjaValue, line: Int) throws -> JinjaValue {
        let name = JinjaPrinting.text(of: key)
        switch owner {
        case .list(let items):
            guard let index = key.integer else { return .undefined(name.string) }
            let place = index < 0 ? items.count + index : index
            return items.indices.contains(place) ? items[place] : .undefined(name.string)
        case .text(let text):
            guard let index = key.integer else { return .undefined(name.string) }
            let place = index < 0 ? text.count + index : index
            return (0..<text.count).contains(place)
                ? .text(text[place..<(place + 1)]) : .undefined(name.string)
        default: return try member(name.string, of: owner, line: line)
        }
    }

    private func slice(
        _ owner: JinjaValue, _ parts: [JinjaValue?], line: Int
    ) throws -> JinjaValue {
        let bounds = try parts.map { part -> Int? in
            switch part {
            case nil, .some(.none), .undefined: return nil
            case .some(let value):
                guard let number = value.integer else {
                    throw JinjaLexer.error("a slice is not between whole numbers", line)
                }
                return number
            }
        }
        let step = bounds.count > 2 ? bounds[2] ?? 1 : 1
        guard step != 0 else { throw JinjaLexer.error("a slice has steps of 0", line) }
        func places(_ count: Int) -> [Int] {
            let lowest = step > 0 ? 0 : -1
            let highest = step > 0 ? count : count - 1
            func place(_ bound: Int?, _ usual: Int) -> Int {
                guard let bound else { return usual }
                let from = bound < 0 ? bound.addingReportingOverflow(count).partialValue : bound
                return max(lowest, min(highest, from))
            }
            let start = place(bounds[0], step > 0 ? lowest : highest)
            let end = place(bounds[1], step > 0 ? highest : lowest)
            // A longer step than all there is comes to the same.
            return Array(
                stride(from: start, to: end, by: max(-count - 1, min(count + 1, step))))
        }
        switch owner {
        case .list(let items): return .list(places(items.count).map { items[$0] })
        case .text(let text):
            return .text(places(text.count).map { text[$0..<($0 + 1)] }.joined(by: JinjaText()))
        default: throw JinjaLexer.error("\(owner.kind) cannot be sliced", line)
        }
    }
}
