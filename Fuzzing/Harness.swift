import Foundation
import LimnModelFiles
import LimnTextModels
import LimnTokenizers

/// libFuzzer's entry point: reads one input as the file that LIMN_FUZZ names. An error is as good as a
/// success; a crash, a read outside of memory, much memory or much time is what is looked for.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let input = Data(bytes: bytes, count: count)
    switch ProcessInfo.processInfo.environment["LIMN_FUZZ"] {
    case "sentencepiece": try? readSentencePiece(input)
    default: try? readGGUF(input)
    }
    return 0
}

private let texts = ["", "Hello  there,\n world 42", "草原 <s></s>", "\u{0}\u{301}🇩🇪 <|im_end|>"]

private func use(_ tokenizer: any Tokenizer) {
    for text in texts {
        for parsesSpecial in [false, true] {
            let ids = tokenizer.encode(text, parsingSpecial: parsesSpecial)
            precondition(ids.allSatisfy { $0 >= 0 && Int($0) < tokenizer.vocabularySize })
            _ = tokenizer.decode(ids)
        }
    }
    _ = tokenizer.decode([-1, 0, 1, .max])
}

private func readSentencePiece(_ input: Data) throws {
    use(try SentencePieceTokenizer(SentencePieceVocabulary(model: Array(input))))
}

private func readGGUF(_ input: Data) throws {
    // In memory, not on a disk.
    let folder = FileManager.default.fileExists(atPath: "/dev/shm") ? "/dev/shm" : "/tmp"
    let url = URL(filePath: "\(folder)/limn-fuzz-\(getpid()).gguf")
    try input.write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    let file = try GGUFFile(url)
    for key in file.metadataKeys {
        _ = try? file.strings(key)
        _ = try? file.integers(key)
        _ = try? file.numbers(key)
    }
    for tensor in file.tensors { _ = try file.bytes(of: tensor).reduce(0, &+) }
    if let tokenizer = try? TextModel.tokenizer(of: url) { use(tokenizer) }
    let model = try TextModel.load(url, threads: 1)
    _ = model.chatTemplate
    let generator = try TextGenerator(model: model, parallel: 1)
    _ = try generator.generate([GenerationRequest(prompt: [0, 1, 0], maxTokens: 2)])
}
