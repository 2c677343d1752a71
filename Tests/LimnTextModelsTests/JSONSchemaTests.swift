import Foundation
import LimnTokenizers
import Testing

@testable import LimnTextModels

/// Answers that are held to a JSON schema while they are decoded.
struct JSONSchemaTests {
    private static let tokenizer = ListedTokenizer([
        "\"name\"", "\": ", "\", \"", "{\"", "\"}", "true", "null", "123", ", ", "草原", "\\n", "[]",
        "{}",
    ])

    private static func automaton(_ schema: String) throws -> ByteAutomaton {
        let schema = try JSONDecoder().decode(JSONSchema.self, from: Data(schema.utf8))
        return try CompiledGrammar(schema: schema, trie: TokenTrie(tokenizer)).automaton
    }

    private static func accepts(_ automaton: ByteAutomaton, _ text: String) -> Bool {
        var state: Int32 = 0
        for byte in text.utf8 {
            state = automaton.next(state, byte)
            guard state >= 0 else { return false }
        }
        return automaton.isAccepting(state)
    }

    @Test(
        "A schema takes what it describes and nothing else",
        arguments: [
            (
                #"{"type": "string"}"#, [#""""#, #""a草\n\"""#],
                ["a", #"""#, "\"\n\"", "1", #""\q""#]
            ),
            (
                #"{"type": "string", "minLength": 2, "maxLength": 3}"#,
                [#""ab""#, #""草\\b""#], [#""a""#, #""abcd""#]
            ),
            (
                #"{"type": "string", "pattern": "^[A-Z]\"?[0-9]+$"}"#,
                [#""A1""#, #""B\"22""#], [#""a1""#, #""A""#, #""A1x""#]
            ),
            (#"{"type": "string", "pattern": "b+"}"#, [#""abbc""#, #""b""#], [#""ac""#]),
            (
                #"{"type": "string", "format": "date"}"#, [#""2026-02-28""#],
                [#""2026-13-01""#, #""26-1-1""#]
            ),
            (#"{"type": "integer"}"#, ["0", "-12", "907"], ["01", "1.0", "", "-", "+1"]),
            (
                #"{"type": "number"}"#, ["0", "-1.5", "2e-3", "10.25E+1"],
                [".5", "1.", "00", "1e", "NaN"]
            ),
            (#"{"type": ["boolean", "null"]}"#, ["true", "false", "null"], ["True", "nul", "0"]),
            (
                #"{"enum": ["red", 2, null, [1, "x"], {"a": true}]}"#,
                [#""red""#, "2", "null", #"[1, "x"]"#, #"{"a": true}"#], ["red", "3", "[1]"]
            ),
            (#"{"const": "a\"b"}"#, [#""a\"b""#], [#""ab""#]),
            (
                #"{"type": "array", "items": {"type": "integer"}, "minItems": 1, "maxItems": 3}"#,
                ["[1]", "[1, 2]", "[1,2,3]"], ["[]", "[1, 2, 3, 4]", "[1, ]", #"["a"]"#]
            ),
            (
                #"{"type": "array", "items": {"const": 1}}"#, ["[]", "[1]", "[1, 1, 1, 1]"],
                ["[,1]"]
            ),
            (
                #"""
                {"type": "array", "prefixItems": [{"const": "a"}, {"type": "boolean"}],
                 "items": {"type": "null"}}
                """#,
                [#"["a", true]"#, #"["a", false, null, null]"#], [#"["a"]"#, #"["a", true, 1]"#]
            ),
            (
                #"""
                {"type": "object", "required": ["name", "age"], "additionalProperties": false,
                 "properties": {"age": {"type": "integer"}, "name": {"type": "string"},
                                "zoo": {"type": "null"}, "able": {"type": "boolean"}}}
                """#,
                [
                    #"{"name": "x", "age": 3}"#, #"{"name":"x","age":3,"zoo":null}"#,
                    #"{"name": "x", "age": 3, "able": true, "zoo": null}"#,
                ],
                [
                    #"{"age": 3, "name": "x"}"#, #"{"name": "x"}"#, "{}",
                    #"{"name": "x", "age": 3, }"#, #"{"name": "x", "age": 3, "b": 1}"#,
                ]
            ),
            (
                #"{"type": "object", "properties": {"a": {"const": 1}, "b": {"const": 2}}}"#,
                ["{}", #"{"a": 1}"#, #"{"b": 2}"#, #"{"a": 1, "b": 2}"#],
                [#"{, "b": 2}"#, #"{"a": 1 "b": 2}"#, #"{"b": 2, "a": 1}"#]
            ),
            (
                ##"{"$ref": "#/$defs/t", "$defs": {"t": {"anyOf": [{"const": 1}, {"type": "null"}]}}}"##,
                ["1", "null"], ["2"]
            ),
            ("{}", ["1", #""x""#, "[1, true]", #"{"a": null}"#, "null"], ["", "[", "{1}"]),
        ])
    func aSchemaTakesWhatItDescribes(schema: String, good: [String], bad: [String]) throws {
        let automaton = try Self.automaton(schema)
        for text in good { #expect(Self.accepts(automaton, text), "\(text)") }
        for text in bad { #expect(!Self.accepts(automaton, text), "\(text)") }
    }

    @Test func wholeNumbersKeepTheirBounds() throws {
        let edges = [-105, -100, -99, -10, -9, -1, 0, 1, 9, 10, 47, 99, 100, 105, 199]
        for low in edges {
            for high in edges where high >= low {
                let automaton = try Self.automaton(
                    #"{"type": "integer", "minimum": \#(low), "maximum": \#(high)}"#)
                for number in -210...210 {
                    let isInside = (low...high).contains(number)
                    #expect(Self.accepts(automaton, "\(number)") == isInside, "\(number)")
                }
                #expect(!Self.accepts(automaton, "-0") && !Self.accepts(automaton, "07"))
            }
        }
        let above = try Self.automaton(#"{"type": "integer", "minimum": 18}"#)
        #expect(Self.accepts(above, "18") && Self.accepts(above, "123456789"))
        #expect(!Self.accepts(above, "17") && !Self.accepts(above, "-18"))
    }

    @Test(
        "What a text cannot be held to is refused with its place",
        arguments: [
            (#"{"type": "number", "multipleOf": 2}"#, "schema #: ", "'multipleOf'"),
            (
                #"{"type": "object", "properties": {"a": {"type": "text"}}}"#,
                "schema #/properties/a: ", "'text'"
            ),
            (##"{"$ref": "#/$defs/no"}"##, "schema #: ", "names nothing"),
            (
                ##"{"$defs": {"t": {"type": "array", "items": {"$ref": "#/$defs/t"}}}, "$ref": "#/$defs/t"}"##,
                "schema #/$defs/t/items: ", "leads back"
            ),
            (#"{"enum": []}"#, "schema #: ", "not empty"),
            (#"{"type": 5}"#, "schema #: ", "a text or a list"),
            (
                #"{"type": "object", "properties": 3}"#, "schema #: ",
                "'properties' must be an object"
            ),
            (#"{"type": "object", "required": ["a", 1]}"#, "schema #: ", "a list of texts"),
            (#"{"type": "string", "pattern": 3}"#, "schema #: ", "'pattern' must be a text"),
            (
                #"{"anyOf": [{"const": 1}], "properties": {}}"#, "schema #: ",
                "'anyOf' and 'properties' do not go together"
            ),
            (#"{"$ref": "http://x/y"}"#, "schema #: ", "outside of the schema"),
            (#"{"type": "integer", "minimum": 5, "maximum": 4}"#, "schema #: ", "no whole number"),
            (#"{"type": "string", "minLength": 5, "maxLength": 4}"#, "schema #: ", "above"),
            (#"{"type": "array", "minItems": 3, "maxItems": 1}"#, "schema #: ", "together"),
            (#"[1]"#, "schema #: ", "an object"), (#""x""#, "schema #: ", "an object"),
        ])
    func whatATextCannotBeHeldToIsRefused(schema: String, place: String, message: String) throws {
        let error = #expect(throws: JSONSchemaError.self) { _ = try Self.automaton(schema) }
        let text = error?.description ?? ""
        #expect(text.hasPrefix(place) && text.contains(message), "\(text)")
    }

    @Test func aSchemaOfTooManyStatesIsRefusedAndDeepNestingIsNoCrash() throws {
        #expect(throws: GrammarError.self) {
            _ = try Self.automaton(#"{"type": "string", "minLength": 10000, "maxLength": 10000}"#)
        }
        let deep =
            String(repeating: #"{"type": "array", "items": "#, count: 100) + "{}"
            + String(repeating: "}", count: 100)
        #expect(throws: JSONSchemaError.self) { _ = try Self.automaton(deep) }
    }

    @Test func whateverTokensAreDrawnTheAnswerIsOfTheShape() throws {
        struct Animal: Decodable {
            let name: String
            let legs: Int
            let tags: [String]?
        }
        let schema = try JSONDecoder().decode(
            JSONSchema.self,
            from: Data(
                #"""
                {"type": "object", "required": ["name", "legs"], "properties": {
                  "name": {"type": "string", "maxLength": 8},
                  "legs": {"type": "integer", "minimum": 0, "maximum": 1000},
                  "tags": {"type": "array", "items": {"enum": ["wild", "tame"]}, "maxItems": 3}}}
                """#.utf8))
        let grammar = try CompiledGrammar(schema: schema, trie: TokenTrie(Self.tokenizer))
        var random = FixedGenerator(state: 7)
        for _ in 0..<200 {
            var steering = TokenGrammar(grammar)
            var ids: [Int32] = []
            while ids.last != Self.tokenizer.end {
                var logits = [Float](repeating: 0, count: Self.tokenizer.vocabularySize)
                try logits.withUnsafeMutableBufferPointer { try steering.adjust($0) }
                let allowed = logits.indices.filter { logits[$0] == 0 }
                let id = Int32(try #require(allowed.randomElement(using: &random)))
                ids.append(id)
                if id != Self.tokenizer.end { _ = steering.accept(id) }
            }
            let text = Self.tokenizer.decode(ids)
            let animal = try JSONDecoder().decode(Animal.self, from: Data(text.utf8))
            #expect((0...1000).contains(animal.legs) && animal.name.unicodeScalars.count <= 8)
            #expect((animal.tags ?? []).allSatisfy { ["wild", "tame"].contains($0) })
            #expect((animal.tags ?? []).count <= 3)
        }
    }
}
