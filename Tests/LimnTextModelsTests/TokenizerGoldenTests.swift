import Foundation
import LimnModelFiles
import LimnTokenizers
import Testing

@testable import LimnTextModels

/// Token ids against llama.cpp's, recorded by Tests/Fixtures/tokenizers/record.py.
@Suite struct TokenizerGoldenTests {
    private static func fixture(_ name: String) throws -> Data {
        try Data(
            contentsOf: URL(filePath: #filePath).deletingLastPathComponent()
                .appending(path: "../Fixtures/tokenizers/\(name)").standardized)
    }

    private func expectGolden(_ name: String, _ file: URL) throws {
        let tokenizer = try TokenizerLoader.tokenizer(of: GGUFFile(file))
        let texts = try JSONDecoder().decode([String].self, from: Self.fixture("strings.json"))
        let rows = try JSONDecoder().decode([[[Int32]]].self, from: Self.fixture("\(name).json"))
        try #require(texts.count >= 220 && texts.count == rows.count)
        for (text, row) in zip(texts, rows) {
            let label = text.debugDescription.prefix(80)
            #expect(tokenizer.encode(text, parsingSpecial: false) == row[0], "\(label)")
            #expect(tokenizer.encode(text, parsingSpecial: true) == row[1], "special: \(label)")
        }
        // What comes out again is the text, but for bytes the vocabulary has no token for.
        for (text, row) in zip(texts, rows) where name == "qwen2.5" && !text.contains("</s>") {
            #expect(tokenizer.decode(row[0]).utf8.elementsEqual(text.utf8))
        }
    }

    @Test(
        .enabled(
            if: TokenizerModelFile.smolLM != nil, "needs SmolLM2-135M-Instruct in $LIMN_MODELS"))
    func smolLMTokenizesAsLlamaCpp() throws {
        try expectGolden("smollm2-135m", #require(TokenizerModelFile.smolLM))
    }

    @Test(
        .enabled(
            if: TokenizerModelFile.qwen != nil, "needs a qwen2.5-coder model in $LIMN_MODELS"))
    func qwenTokenizesAsLlamaCpp() throws {
        try expectGolden("qwen2.5", #require(TokenizerModelFile.qwen))
    }
}

/// The catalog's text models, where this machine has them.
enum TokenizerModelFile {
    static let smolLM = first(["SmolLM2-135M-Instruct.Q4_1.gguf"])
    static let qwen = first([
        "qwen2.5-coder-0.5b-instruct-q4_k_m.gguf", "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
    ])

    private static func first(_ names: [String]) -> URL? {
        let folder =
            ProcessInfo.processInfo.environment["LIMN_MODELS"]
            .flatMap { $0.isEmpty ? nil : URL(filePath: $0) }
            ?? FileManager.default.homeDirectoryForCurrentUser.appending(path: ".cache/limn/models")
        return names.map { folder.appending(path: $0) }
            .first { FileManager.default.fileExists(atPath: $0.path) }
    }
}
