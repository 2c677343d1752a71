/// An expression of a template.
indirect enum JinjaExpression: Sendable {
    case literal(JinjaValue)
    case name(String, line: Int)
    case list([JinjaExpression], line: Int)
    case map([(key: JinjaExpression, value: JinjaExpression)], line: Int)
    case attribute(JinjaExpression, String, line: Int)
    case item(JinjaExpression, JinjaExpression, line: Int)
    case slice(JinjaExpression, [JinjaExpression?], line: Int)
    case call(JinjaExpression, JinjaArguments, line: Int)
    case filter(JinjaExpression, String, JinjaArguments, line: Int)
    case test(JinjaExpression, String, JinjaArguments, line: Int)
    case not(JinjaExpression)
    case negative(JinjaExpression, line: Int)
    case and(JinjaExpression, JinjaExpression)
    case or(JinjaExpression, JinjaExpression)
    case operation(String, JinjaExpression, JinjaExpression, line: Int)
    /// `a < b <= c`
    case comparison(JinjaExpression, [(operation: String, operand: JinjaExpression)], line: Int)
    case conditional(JinjaExpression, then: JinjaExpression, otherwise: JinjaExpression?)
}

/// The arguments of a call.
struct JinjaArguments: Sendable {
    var values: [JinjaExpression] = []
    var named: [(name: String, value: JinjaExpression)] = []
}

/// A statement of a template.
indirect enum JinjaStatement: Sendable {
    case text(String)
    case output(JinjaExpression, line: Int)
    case choice([(condition: JinjaExpression, body: [JinjaStatement])], otherwise: [JinjaStatement])
    case loop(JinjaLoop)
    case set([JinjaTarget], JinjaExpression, line: Int)
    /// `{% set name %}…{% endset %}`
    case capture(JinjaTarget, [JinjaStatement], line: Int)
    case macro(JinjaMacro)
    /// `{% filter upper %}…{% endfilter %}`
    case filtered(String, JinjaArguments, [JinjaStatement], line: Int)
    /// A part with names of its own.
    case scope([(name: String, value: JinjaExpression)], [JinjaStatement])
    case leave
    case goOn
}

/// What a value is given to.
enum JinjaTarget: Sendable {
    case name(String)
    /// `namespace.name`
    case member(String, String)
}

/// `{% for %}`.
struct JinjaLoop: Sendable {
    let targets: [String]
    let items: JinjaExpression
    let condition: JinjaExpression?
    let body: [JinjaStatement]
    let otherwise: [JinjaStatement]
    let line: Int
}
