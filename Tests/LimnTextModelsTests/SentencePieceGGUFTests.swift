import Foundation
import LimnModelFiles
import LimnTokenizers
import Testing

@testable import LimnTextModels

/// Ids of SentencePiece vocabularies in GGUF files against llama.cpp's; see
/// Tests/Fixtures/tokenizers/gguf/make_vocabularies.py.
struct SentencePieceGGUFTests {
    private struct Golden: Decodable {
        let texts: [String]
        let ids: [String: [[[Int32]]]]
    }

    private static func fixture(_ name: String) -> URL {
        URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../Fixtures/tokenizers/\(name)").standardized
    }

    @Test(arguments: ["llama", "gemma"])
    func idsEqualLlamaCpps(_ name: String) throws {
        let tokenizer = try TextModel.tokenizer(of: Self.fixture("gguf/\(name).gguf"))
        let golden = try JSONDecoder().decode(
            Golden.self, from: Data(contentsOf: Self.fixture("gguf/ids.json")))
        let strings = try JSONDecoder().decode(
            [String].self, from: Data(contentsOf: Self.fixture("strings.json")))
        let texts = strings.filter { $0.unicodeScalars.count < 300 } + golden.texts
        let rows = try #require(golden.ids[name])
        try #require(texts.count > 700 && texts.count == rows.count)
        for (text, row) in zip(texts, rows) {
            let label = text.debugDescription.prefix(80)
            #expect(tokenizer.encode(text, parsingSpecial: false) == row[0], "\(label)")
            #expect(tokenizer.encode(text, parsingSpecial: true) == row.last, "special: \(label)")
        }
    }

    @Test func rolesComeFromTheFile() throws {
        let llama = try TextModel.tokenizer(of: Self.fixture("gguf/llama.gguf"))
        #expect(llama.addsBeginningOfText)
        #expect(llama.beginningOfText == llama.id(ofSpecial: "<s>"))
        let turn = try #require(llama.id(ofSpecial: "<|im_end|>"))
        #expect(llama.endOfGenerationTokens.contains(turn))
        let gemma = try TextModel.tokenizer(of: Self.fixture("gguf/gemma.gguf"))
        let ends = ["<eos>", "<end_of_turn>"].map { gemma.id(ofSpecial: $0) }
        #expect(ends.allSatisfy { $0.map(gemma.endOfGenerationTokens.contains) ?? false })
        #expect(gemma.decode(gemma.encode("a  b\n\n c", parsingSpecial: false)) == "a  b\n\n c")
    }
}
