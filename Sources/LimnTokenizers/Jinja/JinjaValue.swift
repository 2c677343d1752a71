/// A value of a running template, with the behaviour that Python gives it in Jinja2.
indirect enum JinjaValue: Sendable {
    /// A name that nothing was given for; prints as nothing, and is false.
    case undefined(String)
    case none
    case bool(Bool)
    case int(Int)
    case double(Double)
    case text(JinjaText)
    case list([JinjaValue])
    case map(JinjaMap)
    case namespace(JinjaNamespace)
    /// What can be called by this name.
    case function(String)
    case macro(JinjaMacro)

    static func text(_ string: String) -> JinjaValue { .text(JinjaText(string)) }

    var isTrue: Bool {
        switch self {
        case .undefined, .none: false
        case .bool(let value): value
        case .int(let value): value != 0
        case .double(let value): value != 0
        case .text(let text): !text.isEmpty
        case .list(let items): !items.isEmpty
        case .map(let map): !map.isEmpty
        case .namespace, .function, .macro: true
        }
    }

    /// A whole number; Python's truth values are ones.
    var integer: Int? {
        switch self {
        case .int(let value): value
        case .bool(let value): value ? 1 : 0
        default: nil
        }
    }

    /// A number of either kind.
    var number: Double? {
        if case .double(let value) = self { return value }
        return integer.map(Double.init)
    }

    /// What a loop goes through; `nil` where Python would refuse.
    var items: [JinjaValue]? {
        switch self {
        case .undefined: []
        case .list(let items): items
        case .text(let text): (0..<text.count).map { .text(text[$0..<($0 + 1)]) }
        case .map(let map): map.keys.map { .text($0) }
        default: nil
        }
    }

    /// What kind of value it is, for messages.
    var kind: String {
        switch self {
        case .undefined(let name): "'\(name)', which is undefined,"
        case .none: "none"
        case .bool: "a truth value"
        case .int, .double: "a number"
        case .text: "a text"
        case .list: "a list"
        case .map: "a mapping"
        case .namespace: "a namespace"
        case .function, .macro: "a function"
        }
    }
}

/// A mapping that keeps its order, as Python's does; keys are texts.
struct JinjaMap: Sendable {
    private(set) var keys: [JinjaText] = []
    private var values: [JinjaText: JinjaValue] = [:]

    init(_ pairs: [(JinjaText, JinjaValue)] = []) {
        for (key, value) in pairs { self[key] = value }
    }

    var isEmpty: Bool { keys.isEmpty }

    var pairs: [(key: JinjaText, value: JinjaValue)] {
        keys.compactMap { key in values[key].map { (key, $0) } }
    }

    subscript(key: JinjaText) -> JinjaValue? {
        get { values[key] }
        set {
            if values.updateValue(newValue ?? .none, forKey: key) == nil { keys.append(key) }
        }
    }
}

/// What `namespace()` makes: the one thing that a template may change from within a loop.
///
/// A template runs on one thread, and its values do not outlive the run.
final class JinjaNamespace: @unchecked Sendable {
    var values: [String: JinjaValue]

    init(_ values: [String: JinjaValue]) { self.values = values }
}

/// A macro: a part of a template with a name and arguments.
struct JinjaMacro: Sendable {
    let name: String
    let parameters: [(name: String, usual: JinjaExpression?)]
    let body: [JinjaStatement]
}
