import Foundation
import LimnModelFiles
import LimnTokenizers
import Testing

@testable import LimnTextModels

/// Files with bytes changed at random are refused or read, and never bring the program down. Fuzzing/
/// does the same at length, led by coverage.
struct MutatedFileTests {
    private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Fixtures")

    /// Changes a few bytes near one another, cuts the file short, or repeats a part of it.
    private func mutated(_ bytes: [UInt8], header: Int, _ random: inout TinyRandom) -> [UInt8] {
        var bytes = bytes
        let place = Int.random(in: 0..<header, using: &random)
        switch Int.random(in: 0..<8, using: &random) {
        case 0: return Array(bytes.prefix(place))
        case 1:
            let length = Int.random(in: 1...16, using: &random)
            bytes.removeSubrange(place..<min(place + length, bytes.count))
        case 2:
            let length = min(Int.random(in: 1...64, using: &random), bytes.count - place)
            bytes.insert(contentsOf: bytes[place..<place + length], at: place)
        default:
            for offset in 0..<Int.random(in: 1...8, using: &random)
            where place + offset < bytes.count {
                let choices: [UInt8] = [
                    0, 1, 0x7F, 0x80, 0xFF, UInt8.random(in: 0...255, using: &random),
                ]
                bytes[place + offset] = choices[Int.random(in: 0..<6, using: &random)]
            }
        }
        return bytes
    }

    @Test(arguments: ["families/qwen3.gguf", "families/gemma3.gguf", "tokenizers/gguf/llama.gguf"])
    func modelsWithChangedBytesAreRefusedOrRun(_ name: String) throws {
        let bytes = Array(try Data(contentsOf: Self.fixtures.appending(path: name)))
        let file = FileManager.default.temporaryDirectory.appending(
            path: "limn-mutated-\(UUID().uuidString).gguf")
        defer { try? FileManager.default.removeItem(at: file) }
        var random = TinyRandom(state: UInt64(name.utf8.count))
        var refused = 0
        for _ in 0..<150 {
            try Data(mutated(bytes, header: min(bytes.count, 8_000), &random)).write(to: file)
            do {
                let tokenizer = try TextModel.tokenizer(of: file)
                let ids = tokenizer.encode("Hello  there\n草原 <|im_end|>", parsingSpecial: true)
                #expect(ids.allSatisfy { $0 >= 0 && Int($0) < tokenizer.vocabularySize })
                let model = try TextModel.load(file, threads: 1)
                _ = try TextGenerator(model: model, parallel: 1).generate([
                    GenerationRequest(prompt: [0, 1], maxTokens: 1)
                ])
            } catch {
                refused += 1
            }
        }
        #expect(refused > 0)
    }

    @Test(arguments: ["plain", "folding"])
    func sentencePieceModelsWithChangedBytesAreRefusedOrRead(_ name: String) throws {
        let path = Self.fixtures.appending(path: "tokenizers/sentencepiece/\(name).model")
        let bytes = Array(try Data(contentsOf: path))
        var random = TinyRandom(state: 5)
        var refused = 0
        for _ in 0..<200 {
            do {
                let tokenizer = try SentencePieceTokenizer(
                    SentencePieceVocabulary(model: mutated(bytes, header: bytes.count, &random)))
                let ids = tokenizer.encode("Hello  there\n草原 <U0>", parsingSpecial: true)
                #expect(ids.allSatisfy { $0 >= 0 && Int($0) < tokenizer.vocabularySize })
                _ = tokenizer.decode(ids)
            } catch {
                refused += 1
            }
        }
        #expect(refused > 0)
    }
}
