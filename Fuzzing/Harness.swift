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
    case "safetensors": try? readSafetensors(input)
    case "sentencepiece": try? readSentencePiece(input)
    case "tokenizer-json": readTokenizerJSON(input)
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

private func readTokenizerJSON(_ input: Data) {
    // Sizes that the fixtures' models have, and one that their vocabularies do not fit into.
    for size in [100, 372, 1_024] {
        if let vocabulary = try? BytePairVocabulary(json: input, size: size),
            let tokenizer = try? BytePairTokenizer(vocabulary)
        {
            use(tokenizer)
        }
    }
    if var vocabulary = try? SentencePieceVocabulary(json: input, size: 1_024) {
        vocabulary.followsLlamaCpp = true
        if let tokenizer = try? SentencePieceTokenizer(vocabulary) { use(tokenizer) }
    }
    guard let tokenizer = try? ClosedBytePairTokenizer(json: input) else { return }
    for text in texts {
        let ids = tokenizer.encode(text)
        precondition(ids.allSatisfy { $0 >= 0 && Int($0) < tokenizer.vocabularySize })
    }
}

/// A place for files in memory, not on a disk.
private let folder = URL(
    filePath: (FileManager.default.fileExists(atPath: "/dev/shm") ? "/dev/shm" : "/tmp")
        + "/limn-fuzz-\(getpid())", directoryHint: .isDirectory)

/// Two files that an index can name.
private let shards = Result {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for (file, tensor) in [("one.safetensors", "a.weight"), ("two.safetensors", "b.weight")] {
        try SafetensorsWriter.write(
            [SafetensorsWriter.Tensor(tensor, shape: [2, 3], values: [1, 2, 3, 4, 5, 6])],
            to: folder.appending(path: file))
    }
}

/// Reads what begins as JSON as an index of several files, anything else as one file.
private func readSafetensors(_ input: Data) throws {
    try shards.get()
    let isIndex = input.first == UInt8(ascii: "{")
    let url = folder.appending(path: "model.safetensors" + (isIndex ? ".index.json" : ""))
    try input.write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    try use(WeightFolder(folder))
    guard !isIndex else { return }
    let file = try SafetensorsFile(url)
    for tensor in file.tensors {
        _ = try file.bytes(of: tensor).reduce(0, &+)
        _ = try? file.integers(tensor.name)
    }
    _ = file.metadata.values.reduce(0) { $0 + $1.utf8.count }
}

private func use(_ weights: some WeightSource) throws {
    for name in weights.names {
        guard let shape = weights.shape(of: name) else {
            preconditionFailure("\(name) is named, but is not there")
        }
        if let values = try? weights.floats(name, shape: shape) {
            precondition(values.count == shape.reduce(1, *))
        }
        weights.release(name)
    }
}

private func readGGUF(_ input: Data) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let url = folder.appending(path: "model.gguf")
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
    for cache in CachePrecision.allCases {
        let model = try TextModel.load(url, threads: 1, cache: cache)
        _ = model.chatTemplate
        let generator = try TextGenerator(model: model, parallel: 1)
        _ = try generator.generate([GenerationRequest(prompt: [0, 1, 0], maxTokens: 2)])
        _ = try generator.scores(of: [[1], [0, 1]], after: [0])
        // Logits that are no numbers must not lead outside of the vocabulary.
        let found = try? TextSearcher(model: model).result(
            of: SearchRequest(prompt: [0, 1], maxTokens: 3, beams: 2))
        precondition(found?.ids.allSatisfy { 0..<model.vocabularySize ~= Int($0) } != false)
    }
}
