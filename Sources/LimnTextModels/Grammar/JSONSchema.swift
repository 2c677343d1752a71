/// What a JSON text is to look like: JSON Schema (json-schema.org, draft 2020-12), as far as a text can be
/// held to it token by token.
///
/// `type` (one or several), `properties`, `required`, `items`, `prefixItems`, `minItems`, `maxItems`,
/// `enum`, `const`, `anyOf`, `oneOf`, `minLength`, `maxLength`, `pattern`, `minimum` and `maximum` of
/// whole numbers, `format` for dates, times and UUIDs, and `$ref` into the schema itself, but not in a
/// circle. Keywords that only describe are passed over; any other is refused by name.
public struct JSONSchema: Decodable, Sendable, Hashable {
    let value: Value

    /// A JSON value.
    indirect enum Value: Sendable, Hashable {
        case null
        case bool(Bool)
        case integer(Int)
        case number(Double)
        case string(String)
        case array([Value])
        case object([String: Value])
    }

    /// Reads any JSON; what is no schema is refused when a grammar is made of it.
    public init(from decoder: any Swift.Decoder) throws { value = try Value(from: decoder) }
}

extension JSONSchema.Value: Decodable {
    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    init(from decoder: any Swift.Decoder) throws {
        if let container = try? decoder.container(keyedBy: Key.self) {
            self = .object(
                try Dictionary(
                    uniqueKeysWithValues: container.allKeys.map {
                        ($0.stringValue, try container.decode(Self.self, forKey: $0))
                    }))
        } else if var container = try? decoder.unkeyedContainer() {
            var items: [Self] = []
            while !container.isAtEnd { items.append(try container.decode(Self.self)) }
            self = .array(items)
        } else {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                self = .null
            } else if let bool = try? container.decode(Bool.self) {
                self = .bool(bool)
            } else if let integer = try? container.decode(Int.self) {
                self = .integer(integer)
            } else if let number = try? container.decode(Double.self) {
                self = .number(number)
            } else {
                self = .string(try container.decode(String.self))
            }
        }
    }
}

/// A schema that a text cannot be held to.
public struct JSONSchemaError: Error, Equatable, CustomStringConvertible {
    /// The place in the schema, such as `#/properties/name`.
    public let place: String
    /// What is wrong and what to do.
    public let message: String

    /// The place and the message.
    public var description: String { "schema \(place): \(message)" }
}
