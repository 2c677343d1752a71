import LimnModelFiles
import LimnTensors

/// The dimensions and constants of a decoder, as a model file's metadata gives them.
struct DecoderConfiguration: Sendable {
    let architecture: String
    let layers: Int
    /// The length of a token's vector between layers.
    let width: Int
    /// The inner length of the feed-forward blocks.
    let feedForwardWidth: Int
    let heads: Int
    /// Key/value heads; each serves `heads / keyValueHeads` query heads.
    let keyValueHeads: Int
    let headSize: Int
    /// How many elements of a head are rotated.
    let rotated: Int
    let rotatesSplitHalves: Bool
    let rotaryBase: Double
    /// The factor on positions in linear context extension; 1 for none.
    let rotaryScale: Double
    let normEpsilon: Float
    let contextLength: Int
    /// The factor on the scores of attention.
    var attentionScale: Float
    /// The factor on token embeddings.
    var embeddingScale: Float = 1
    /// Which layers do not see all positions; `nil` where all do.
    var window: SlidingWindow?
    /// How finely keys and values are kept.
    var cache = CachePrecision.f16
    /// What logits come near but do not pass; `nil` for no limit.
    var logitLimit: Float?

    /// Query heads that share a key/value head.
    var group: Int { heads / keyValueHeads }
    var queryWidth: Int { heads * headSize }
    var keyValueWidth: Int { keyValueHeads * headSize }
    /// The bytes of a token's keys and values.
    var cachedBytesPerToken: Int { KVLayout(self).bytesPerToken }

    init(_ file: GGUFFile, family: any DecoderFamily.Type) throws {
        let prefix = family.architecture
        func failure(_ message: String, remedy: String) -> ModelFileError {
            ModelFileError(file: file.file, message: message, remedy: remedy)
        }
        func count(_ name: String, _ range: ClosedRange<Int>, default value: Int? = nil) throws
            -> Int
        {
            let key = "\(prefix).\(name)"
            let number = try file.required(key, file.integer(key) ?? value)
            guard range.contains(number) else {
                throw failure(
                    "\(key) is \(number), not from \(range.lowerBound) to \(range.upperBound)",
                    remedy: "fetch the file again, it may be damaged")
            }
            return number
        }
        architecture = prefix
        rotatesSplitHalves = family.rotatesSplitHalves
        layers = try count("block_count", 1...1_024)
        width = try count("embedding_length", 1...1_048_576)
        feedForwardWidth = try count("feed_forward_length", 1...4_194_304)
        heads = try count("attention.head_count", 1...4_096)
        keyValueHeads = try count("attention.head_count_kv", 1...4_096, default: heads)
        contextLength = try count("context_length", 1...16_777_216)
        let headSize = try count("attention.key_length", 8...4_096, default: width / heads)
        let valueSize = try count("attention.value_length", 8...4_096, default: headSize)
        self.headSize = headSize
        attentionScale = 1 / Float(headSize).squareRoot()
        rotated = try count("rope.dimension_count", 2...4_096, default: headSize)
        guard heads.isMultiple(of: keyValueHeads), headSize == valueSize,
            headSize.isMultiple(of: 8), rotated <= headSize, rotated.isMultiple(of: 2)
        else {
            throw failure(
                "\(heads) query heads, \(keyValueHeads) key/value heads, head sizes \(headSize) and "
                    + "\(valueSize) and \(rotated) rotated elements do not fit together",
                remedy: "Limn needs groups of equal size and heads of a multiple of 8 elements; "
                    + "choose another model")
        }
        rotaryBase = try file.number("\(prefix).rope.freq_base") ?? 10_000
        rotaryScale = try Self.rotaryScale(file, prefix: prefix)
        let epsilonKey = "\(prefix).attention.layer_norm_rms_epsilon"
        normEpsilon = Float(try file.required(epsilonKey, file.number(epsilonKey)))
        guard rotaryBase.isFinite, rotaryBase > 0, normEpsilon >= 0, normEpsilon < 1 else {
            throw failure(
                "the rotary base \(rotaryBase) or the epsilon \(normEpsilon) makes no sense",
                remedy: "fetch the file again, it may be damaged")
        }
        try family.complete(&self, from: file)
    }

    /// The positions that a token at `position` attends to in a layer.
    func positions(seenFrom position: Int, layer: Int) -> Range<Int> {
        guard let window, window.applies(toLayer: layer) else { return 0..<position + 1 }
        return max(0, position + 1 - window.length)..<position + 1
    }

    private static func rotaryScale(_ file: GGUFFile, prefix: String) throws -> Double {
        let type = try file.string("\(prefix).rope.scaling.type") ?? "none"
        switch type {
        case "none": return 1
        case "linear":
            let factor = try file.number("\(prefix).rope.scaling.factor") ?? 1
            guard factor.isFinite, factor > 0 else { return 1 }
            return 1 / factor
        default:
            throw ModelFileError(
                file: file.file,
                message: "the model extends its context with the method \(type)",
                remedy: "choose a model that extends it linearly or not at all")
        }
    }
}
