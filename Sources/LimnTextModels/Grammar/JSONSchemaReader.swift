/// Makes a regular expression of a schema.
///
/// Objects have their properties in the order of `required`, the others after them by name, and none
/// besides. Between parts stands one space or none.
struct JSONSchemaReader {
    private let root: JSONSchema.Value
    /// References that are being followed, so that a circle is found.
    private var followed: [String] = []

    private static let deepest = 40

    static func expression(of schema: JSONSchema) throws -> RegularExpression {
        var reader = JSONSchemaReader(root: schema.value)
        return try reader.expression(of: schema.value, at: "#", depth: 0)
    }

    private init(root: JSONSchema.Value) { self.root = root }

    /// Keywords that do not change what is valid.
    private static let describing: Set<String> = [
        "title", "description", "default", "examples", "deprecated", "readOnly", "writeOnly",
        "$schema", "$id", "$comment", "$defs", "definitions", "$anchor",
    ]

    private static let known: [String: Set<String>] = [
        "object": ["properties", "required", "additionalProperties"],
        "array": ["items", "prefixItems", "minItems", "maxItems"],
        "string": ["minLength", "maxLength", "pattern", "format"],
        "integer": ["minimum", "maximum"], "number": [], "boolean": [], "null": [],
    ]

    /// Keywords that stand for a whole schema, and what may stand beside them.
    private static let whole: [String: Set<String>] = [
        "$ref": [], "const": ["type"], "enum": ["type"], "anyOf": [], "oneOf": [],
    ]

    /// Refuses keywords whose values are of a kind that says nothing.
    private static func check(
        _ keywords: [String: JSONSchema.Value], at place: String
    ) throws {
        func isList(_ value: JSONSchema.Value, of isItem: (JSONSchema.Value) -> Bool) -> Bool {
            if case .array(let items) = value {
                !items.isEmpty && items.allSatisfy(isItem)
            } else {
                false
            }
        }
        func isText(_ value: JSONSchema.Value) -> Bool {
            if case .string = value { true } else { false }
        }
        for (name, value) in keywords.sorted(by: { $0.key < $1.key }) {
            let wanted: String? =
                switch name {
                case "$ref", "pattern", "format": isText(value) ? nil : "a text"
                case "type":
                    isText(value) || isList(value, of: isText) ? nil : "a text or a list of texts"
                case "required":
                    value == .array([]) || isList(value, of: isText) ? nil : "a list of texts"
                case "enum", "anyOf", "oneOf":
                    isList(value) { _ in true } ? nil : "a list that is not empty"
                case "prefixItems":
                    value == .array([]) || isList(value) { _ in true } ? nil : "a list"
                case "properties": if case .object = value { nil } else { "an object" }
                default: nil
                }
            if let wanted {
                throw JSONSchemaError(place: place, message: "'\(name)' must be \(wanted)")
            }
            guard let beside = whole[name] else { continue }
            let others = Set(keywords.keys).subtracting(describing).subtracting(beside)
            if let other = others.sorted().first(where: { $0 != name }) {
                throw JSONSchemaError(
                    place: place, message: "'\(name)' and '\(other)' do not go together; use one")
            }
        }
    }

    private mutating func expression(
        of schema: JSONSchema.Value, at place: String, depth: Int
    ) throws -> RegularExpression {
        func refused(_ message: String) -> JSONSchemaError {
            JSONSchemaError(place: place, message: message)
        }
        guard depth < Self.deepest else { throw refused("schemas are nested too deeply") }
        if schema == .bool(true) { return JSONPattern.anything }
        guard case .object(let keywords) = schema else {
            throw refused("a schema is an object, such as {\"type\": \"string\"}")
        }
        try Self.check(keywords, at: place)
        if case .string(let reference)? = keywords["$ref"] {
            return try referred(to: reference, at: place, depth: depth)
        }
        if let value = keywords["const"] { return .literal(JSONPattern.text(of: value)) }
        if case .array(let values)? = keywords["enum"] {
            return .alternatives(values.map { .literal(JSONPattern.text(of: $0)) })
        }
        for choice in ["anyOf", "oneOf"] {
            guard case .array(let schemas)? = keywords[choice] else { continue }
            return .alternatives(
                try schemas.enumerated().map { index, schema in
                    try expression(of: schema, at: "\(place)/\(choice)/\(index)", depth: depth + 1)
                })
        }
        var types: [String] = []
        switch keywords["type"] {
        case .string(let type)?: types = [type]
        case .array(let list)?:
            types = list.compactMap { if case .string(let type) = $0 { type } else { nil } }
        default:
            types = ["object", "array", "string", "integer"].filter { type in
                !(Self.known[type] ?? []).isDisjoint(with: keywords.keys)
            }
            if types.isEmpty, Set(keywords.keys).isSubset(of: Self.describing) {
                return JSONPattern.anything
            }
        }
        let usable = types.reduce(Self.describing.union(["type"])) {
            $0.union(Self.known[$1] ?? [])
        }
        if let stranger = keywords.keys.sorted().first(where: { !usable.contains($0) }) {
            throw refused("a text cannot be held to '\(stranger)'; leave it out")
        }
        guard !types.isEmpty else { throw refused("'type' is no type") }
        return .alternatives(
            try types.map { try expression(ofType: $0, keywords, at: place, depth: depth) })
    }

    private mutating func expression(
        ofType type: String, _ keywords: [String: JSONSchema.Value], at place: String, depth: Int
    ) throws -> RegularExpression {
        switch type {
        case "null": return .literal("null")
        case "boolean": return .alternatives([.literal("true"), .literal("false")])
        case "number": return JSONPattern.number
        case "integer":
            guard keywords["minimum"] != nil || keywords["maximum"] != nil else {
                return JSONPattern.integer
            }
            let low = try count("minimum", keywords, at: place, allowsNegative: true)
            let high = try count("maximum", keywords, at: place, allowsNegative: true)
            guard let range = JSONPattern.integers(from: low, through: high) else {
                throw JSONSchemaError(
                    place: place, message: "no whole number is between 'minimum' and 'maximum'")
            }
            return range
        case "string": return try string(keywords, at: place)
        case "array": return try array(keywords, at: place, depth: depth)
        case "object": return try object(keywords, at: place, depth: depth)
        default:
            throw JSONSchemaError(
                place: place,
                message: "'\(type)' is no type; use object, array, string, number, integer, "
                    + "boolean or null")
        }
    }

    private mutating func referred(
        to reference: String, at place: String, depth: Int
    ) throws -> RegularExpression {
        guard !followed.contains(reference) else {
            throw JSONSchemaError(
                place: place,
                message: "'\(reference)' leads back to itself; write out as many "
                    + "levels as are wanted")
        }
        guard reference.hasPrefix("#") else {
            throw JSONSchemaError(
                place: place, message: "'\(reference)' is outside of the schema; put it into $defs")
        }
        var value = root
        for part in reference.split(separator: "/").dropFirst() {
            let name = String(part.replacing("~1", with: "/").replacing("~0", with: "~"))
            guard case .object(let members) = value, let member = members[name] else {
                throw JSONSchemaError(place: place, message: "'\(reference)' names nothing here")
            }
            value = member
        }
        followed.append(reference)
        defer { followed.removeLast() }
        return try expression(of: value, at: reference, depth: depth + 1)
    }

    private func string(
        _ keywords: [String: JSONSchema.Value], at place: String
    ) throws -> RegularExpression {
        if case .string(let pattern)? = keywords["pattern"] {
            return JSONPattern.quoted(try JSONPattern.escaped(search: pattern))
        }
        if case .string(let format)? = keywords["format"], let known = JSONPattern.formats[format] {
            return JSONPattern.quoted(known)
        }
        let low = try count("minLength", keywords, at: place) ?? 0
        let high = try count("maxLength", keywords, at: place)
        guard high.map({ $0 >= low }) ?? true else {
            throw JSONSchemaError(place: place, message: "'minLength' is above 'maxLength'")
        }
        return JSONPattern.quoted(
            .repetition(JSONPattern.character, minimum: low, maximum: high))
    }

    private mutating func array(
        _ keywords: [String: JSONSchema.Value], at place: String, depth: Int
    ) throws -> RegularExpression {
        var parts: [RegularExpression] = []
        if case .array(let schemas)? = keywords["prefixItems"] {
            parts = try schemas.enumerated().map { index, schema in
                try expression(of: schema, at: "\(place)/prefixItems/\(index)", depth: depth + 1)
            }
        }
        let low = try count("minItems", keywords, at: place) ?? parts.count
        let high = try count("maxItems", keywords, at: place)
        guard low >= parts.count, high.map({ $0 >= low }) ?? true else {
            throw JSONSchemaError(
                place: place, message: "'minItems', 'maxItems' and 'prefixItems' do not go together"
            )
        }
        let rest =
            keywords["items"] == .bool(false)
            ? nil
            : try expression(
                of: keywords["items"] ?? .bool(true), at: "\(place)/items", depth: depth + 1)
        return JSONPattern.list(
            parts, rest: rest, minimum: low - parts.count, maximum: high.map { $0 - parts.count })
    }

    private mutating func object(
        _ keywords: [String: JSONSchema.Value], at place: String, depth: Int
    ) throws -> RegularExpression {
        var properties: [String: JSONSchema.Value] = [:]
        if case .object(let given)? = keywords["properties"] { properties = given }
        var required: [String] = []
        if case .array(let names)? = keywords["required"] {
            required = names.compactMap { if case .string(let name) = $0 { name } else { nil } }
        }
        let order = required + properties.keys.sorted().filter { !required.contains($0) }
        var members: [(RegularExpression, isRequired: Bool)] = []
        for name in order {
            let value = try expression(
                of: properties[name] ?? .bool(true), at: "\(place)/properties/\(name)",
                depth: depth + 1)
            members.append(
                (
                    .sequence([
                        .literal(JSONPattern.text(of: .string(name)) + ":"), JSONPattern.space,
                        value,
                    ]), required.contains(name)
                ))
        }
        return JSONPattern.object(members)
    }

    private func count(
        _ name: String, _ keywords: [String: JSONSchema.Value], at place: String,
        allowsNegative: Bool = false
    ) throws -> Int? {
        guard let value = keywords[name] else { return nil }
        let most = allowsNegative ? Int(1e15) : 10_000
        guard case .integer(let number) = value, number >= (allowsNegative ? -most : 0),
            number <= most
        else {
            throw JSONSchemaError(
                place: place, message: "'\(name)' must be a whole number up to \(most)")
        }
        return number
    }
}
