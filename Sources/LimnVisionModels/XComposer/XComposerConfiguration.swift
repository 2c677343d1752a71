import LimnTextModels

/// The dimensions and constants of an InternLM-XComposer.
public struct XComposerConfiguration: Sendable, Hashable, Codable {
    /// The vision transformer of EVA-CLIP.
    public struct Vision: Sendable, Hashable, Codable {
        /// The side of the picture, in pixels.
        public var side = 224
        /// The side of a patch.
        public var patch = 14
        /// The length of a patch's vector.
        public var width = 1_408
        /// The number of blocks.
        public var blocks = 39
        /// The number of attention heads.
        public var heads = 16
        /// The inner length of the perceptrons.
        public var inner = 6_144
        /// The epsilon of the blocks' normalisations.
        public var epsilon: Float = 1e-6
        /// The epsilon of the normalisation behind them.
        public var outputEpsilon: Float = 1e-5

        /// How many patches the picture has.
        public var patches: Int { (side / patch) * (side / patch) }
    }

    /// The perceive sampler.
    public struct Sampler: Sendable, Hashable, Codable {
        /// How many vectors a picture becomes.
        public var queries = 64
        /// Their length.
        public var width = 768
        /// The number of layers.
        public var layers = 12
        /// The number of attention heads.
        public var heads = 12
        /// The inner length of the perceptrons.
        public var inner = 3_072
        /// Every how many layers the picture is looked at, beginning with the first.
        public var crossAttention = 2
        /// The epsilon of the normalisations.
        public var epsilon: Float = 1e-12
        /// The length of the tensor of positions, which is stored and not used.
        public var positions = 512
    }

    /// The vision transformer.
    public var vision = Vision()
    /// The perceive sampler.
    public var sampler = Sampler()
    /// The language model.
    public var language = InternLMConfiguration.xComposer7B
    /// The token before a text.
    public var beginningOfText: Int32 = 1
    /// The token that ends a text.
    public var endOfText: Int32 = 2
    /// The token that fills up sequences that ended early; it need not be in the vocabulary.
    public var padding: Int32 = -1
    /// The tokens that end a turn: end of human and end of assistant.
    public var endsOfTurn: [Int32] = [103_027, 103_028]

    /// InternLM-XComposer-7B.
    public init() {}

    /// The positions that a picture takes in a prompt: its queries between two flags.
    public var picturePositions: Int { sampler.queries + 2 }
}
