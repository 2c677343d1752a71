import ArgumentParser
import Foundation
import LimnTextModels

extension BenchCommand {
    /// `limn bench grammar`: what holding answers to a grammar costs.
    struct Grammar: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "grammar",
            abstract: "Measure what grammars add to the time of decoding.",
            discussion: """
                Decodes the same tokens with and without a regular expression and a JSON schema, and \
                prints for each what masks added as a part of the time, when they were worked out anew \
                and when they were known.
                """)

        @OptionGroup var model: ModelOptions

        @Option(help: "How many runs; the medians are printed.")
        var runs = 3

        @Option(help: "The most tokens that are decoded.")
        var tokens = 128

        @Option(help: "A regular expression in place of the usual one.")
        var pattern = "([A-Z][a-z]{1,20}( [a-z]{1,20}){3,30}[.]\\n){4}"

        @Option(help: "A JSON schema's file in place of the usual schema.")
        var schema: String?

        private static let usualSchema = """
            {"type": "object", "required": ["name", "height", "about", "months", "words"],
             "properties": {
               "name": {"type": "string", "maxLength": 60}, "height": {"type": "integer"},
               "about": {"type": "string", "maxLength": 400},
               "months": {"type": "array", "maxItems": 4, "items": {"enum": ["May", "June", "July"]}},
               "words": {"type": "array", "minItems": 2, "items": {"type": "string"}}}}
            """

        func validate() throws {
            guard tokens > 0, runs > 0 else {
                throw ValidationError(
                    "--tokens and --runs are to be above 0. Write for example: --tokens 128 --runs 3"
                )
            }
        }

        func run() async throws {
            try await CommandFailure.reporting {
                let schema = try readSchema()
                let loaded = try model.textModel()
                let trie = TokenTrie(loaded.tokenizer)
                try JSONOutput.write([
                    measure("pattern", loaded, "Write four sentences about mountains.") {
                        try CompiledGrammar(pattern: pattern, trie: trie)
                    },
                    measure("schema", loaded, "Describe a mountain as JSON.") {
                        try CompiledGrammar(schema: schema, trie: trie)
                    },
                ])
            }
        }

        private func measure(
            _ name: String, _ model: TextModel, _ prompt: String,
            _ compile: () throws -> CompiledGrammar
        ) throws -> GrammarBenchmark {
            do {
                return try GrammarBenchmark.measure(
                    name, of: model, prompt: prompt, most: tokens, runs: runs, compile: compile)
            } catch let error as GrammarError {
                throw ValidationError("\(error)")
            } catch let error as JSONSchemaError {
                throw ValidationError("\(error)")
            }
        }

        private func readSchema() throws -> JSONSchema {
            guard let schema else {
                return try JSONDecoder().decode(
                    JSONSchema.self, from: Data(Self.usualSchema.utf8))
            }
            var input = JSONInput()
            input.input = schema
            return try input.read(JSONSchema.self)
        }
    }
}
