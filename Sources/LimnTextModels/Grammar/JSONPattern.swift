/// Regular expressions of JSON's values (RFC 8259).
enum JSONPattern {
    /// One space or none.
    static let space = RegularExpression.repetition(.literal(" "), minimum: 0, maximum: 1)

    private static let digit = RegularExpression.scalar(.digits)
    private static let comma = RegularExpression.sequence([.literal(","), space])

    /// As many digits as a double holds for certain.
    private static let natural = RegularExpression.alternatives([
        .literal("0"),
        .sequence([
            .scalar(ScalarSet([0x31...0x39])), .repetition(digit, minimum: 0, maximum: 14),
        ]),
    ])

    static let integer = RegularExpression.sequence([optional(.literal("-")), natural])

    static let number = RegularExpression.sequence([
        integer,
        optional(
            .sequence([.literal("."), .repetition(digit, minimum: 1, maximum: 15)])),
        optional(
            .sequence([
                .scalar(ScalarSet([0x45...0x45, 0x65...0x65])),
                optional(.scalar(ScalarSet([0x2B...0x2B, 0x2D...0x2D]))),
                .repetition(digit, minimum: 1, maximum: 2),
            ])),
    ])

    /// A character of a string, as it is or escaped.
    static let character = written(.all)

    static let anything: RegularExpression = {
        let simple: [RegularExpression] = [
            .literal("null"), .literal("true"), .literal("false"), number,
            quoted(.repetition(character, minimum: 0, maximum: nil)),
        ]
        // Regular expressions do not nest: lists and objects of simple values must do.
        let inner = RegularExpression.alternatives(simple)
        let member = RegularExpression.sequence([
            quoted(.repetition(character, minimum: 0, maximum: nil)), .literal(":"), space, inner,
        ])
        return .alternatives(
            simple + [
                list([], rest: inner, minimum: 0, maximum: nil),
                wrapped("{", items([], rest: member, minimum: 0, maximum: nil), "}"),
            ])
    }()

    /// Formats of strings (RFC 3339 and RFC 9562).
    static let formats: [String: RegularExpression] = {
        let sources = [
            "date": "\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])",
            "time": "([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(Z|[+\\-]([01]\\d|2[0-3]):[0-5]\\d)",
            "uuid": "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        ]
        var known = sources.compactMapValues { try? RegularExpressionParser.parse($0) }
        if let date = known["date"], let time = known["time"] {
            known["date-time"] = .sequence([date, .literal("T"), time])
        }
        return known
    }()

    static func quoted(_ inner: RegularExpression) -> RegularExpression {
        wrapped("\"", inner, "\"")
    }

    /// `[first, second, rest, …]`
    static func list(
        _ parts: [RegularExpression], rest: RegularExpression?, minimum: Int, maximum: Int?
    ) -> RegularExpression {
        wrapped("[", items(parts, rest: rest, minimum: minimum, maximum: maximum), "]")
    }

    /// Members in order, with commas between those that are there.
    static func object(
        _ members: [(value: RegularExpression, isRequired: Bool)]
    ) -> RegularExpression {
        /// What follows a member: every later one brings its comma.
        func following(_ index: Int) -> [RegularExpression] {
            members[index...].map { member in
                let part = RegularExpression.sequence([comma, member.value])
                return member.isRequired ? part : optional(part)
            }
        }
        // Any member may be the first up to the first that must be there.
        var starts: [RegularExpression] = []
        var isOpen = true
        for (index, member) in members.enumerated() where isOpen {
            starts.append(.sequence([member.value] + following(index + 1)))
            isOpen = !member.isRequired
        }
        if isOpen { starts.append(.sequence([])) }
        return wrapped("{", .alternatives(starts), "}")
    }

    private static func items(
        _ parts: [RegularExpression], rest: RegularExpression?, minimum: Int, maximum: Int?
    ) -> RegularExpression {
        let fixed = parts.enumerated().flatMap {
            $0.offset == 0 ? [$0.element] : [comma, $0.element]
        }
        guard let rest, maximum != 0 else { return .sequence(fixed) }
        let next = RegularExpression.sequence([comma, rest])
        guard parts.isEmpty else {
            return .sequence(fixed + [.repetition(next, minimum: minimum, maximum: maximum)])
        }
        let some = RegularExpression.sequence([
            rest,
            .repetition(next, minimum: max(0, minimum - 1), maximum: maximum.map { $0 - 1 }),
        ])
        return minimum == 0 ? optional(some) : some
    }

    private static func wrapped(
        _ opening: String, _ inner: RegularExpression, _ closing: String
    ) -> RegularExpression {
        .sequence([.literal(opening), inner, .literal(closing)])
    }

    private static func optional(_ part: RegularExpression) -> RegularExpression {
        .repetition(part, minimum: 0, maximum: 1)
    }
}
