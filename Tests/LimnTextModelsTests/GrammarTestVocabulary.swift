import LimnTokenizers

/// A vocabulary given by its tokens' bytes: the 256 bytes, then whole and broken words, then the
/// end of generation.
struct ListedTokenizer: Tokenizer {
    let tokens: [[UInt8]]
    let end: Int32?

    init(_ words: [[UInt8]], bytes: some Sequence<UInt8> = 0...255, hasEnd: Bool = true) {
        tokens = bytes.map { [$0] } + words + (hasEnd ? [[]] : [])
        end = hasEnd ? Int32(tokens.count - 1) : nil
    }

    init(_ words: [String]) {
        self.init(words.map { Array($0.utf8) })
    }

    func encode(_ text: String, parsingSpecialIn ranges: [Range<Int>]) -> [Int32] {
        text.utf8.compactMap { byte in tokens.firstIndex(of: [byte]).map(Int32.init) }
    }

    func decode(_ ids: [Int32]) -> String {
        String(decoding: ids.flatMap(bytes(of:)), as: UTF8.self)
    }

    func bytes(of id: Int32) -> [UInt8] { tokens.indices.contains(Int(id)) ? tokens[Int(id)] : [] }
    func isSpecial(_ id: Int32) -> Bool { id == end }
    func id(ofSpecial text: String) -> Int32? { text == "<end>" ? end : nil }
    var vocabularySize: Int { tokens.count }
    var beginningOfText: Int32? { nil }
    var endOfText: Int32? { end }
    var endOfGenerationTokens: Set<Int32> { end.map { [$0] } ?? [] }
    var addsBeginningOfText: Bool { false }
}

/// Numbers that are the same on every machine.
struct FixedGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 31)
    }
}
