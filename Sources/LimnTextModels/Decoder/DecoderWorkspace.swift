import LimnTensors

/// One operation's inputs, in each precision that weights ask for.
final class ActivationSet {
    private let all: [Activations]

    init() {
        all = Activations.Precision.allCases.map { Activations($0) }
    }

    subscript(precision: Activations.Precision) -> Activations { all[Int(precision.rawValue)] }

    func resize(
        _ precisions: [Activations.Precision], length: Int, count: Int, isFine: Bool
    ) throws {
        for precision in precisions {
            self[precision].isFine = isFine
            try self[precision].resize(length: length, count: count)
        }
    }
}

/// Scratch space of a forward pass. Grows to the largest pass; used by one thread at a time.
final class DecoderWorkspace {
    private let configuration: DecoderConfiguration
    private let vocabularySize: Int
    private let threads: Int
    private let kindsOfAngles: Int
    private var rowCapacity = 0
    private var logitsCapacity = 0
    private var scoreCapacity = 0

    /// The residual stream: `rows × width`.
    private(set) var stream: FloatBuffer
    private(set) var normalized: FloatBuffer
    private(set) var queries: FloatBuffer
    private(set) var keys: FloatBuffer
    private(set) var values: FloatBuffer
    private(set) var attended: FloatBuffer
    private(set) var gate: FloatBuffer
    private(set) var up: FloatBuffer
    /// For each kind of ``Decoder/angles`` and each row, one for each rotated pair.
    private(set) var cosines: FloatBuffer
    private(set) var sines: FloatBuffer
    /// Attention scores, a part for each thread.
    private(set) var scores: FloatBuffer
    /// `logit rows × vocabulary`.
    private(set) var logits: FloatBuffer

    let normalizedInputs: ActivationSet
    let attendedInputs: ActivationSet
    let gatedInputs: ActivationSet

    init(for decoder: Decoder) throws {
        configuration = decoder.configuration
        vocabularySize = decoder.vocabularySize
        threads = decoder.pool.threads
        kindsOfAngles = decoder.angles.count
        normalizedInputs = ActivationSet()
        attendedInputs = ActivationSet()
        gatedInputs = ActivationSet()
        let empty = try FloatBuffer(count: 0)
        (stream, normalized, queries, keys, values, attended) =
            (empty, empty, empty, empty, empty, empty)
        (gate, up, cosines, sines, scores, logits) = (empty, empty, empty, empty, empty, empty)
    }

    /// The number of scores that one thread has room for.
    var scoresPerThread: Int { scoreCapacity * configuration.group }

    /// Makes room for `rows` tokens, `logitRows` of them with logits, that see up to `positions`
    /// positions.
    func prepare(rows: Int, logitRows: Int, positions: Int) throws {
        let c = configuration
        if rows > rowCapacity {
            stream = try FloatBuffer(count: rows * c.width)
            normalized = try FloatBuffer(count: rows * c.width)
            queries = try FloatBuffer(count: rows * c.queryWidth)
            keys = try FloatBuffer(count: rows * c.keyValueWidth)
            values = try FloatBuffer(count: rows * c.keyValueWidth)
            attended = try FloatBuffer(count: rows * c.queryWidth)
            gate = try FloatBuffer(count: rows * c.feedForwardWidth)
            up = try FloatBuffer(count: rows * c.feedForwardWidth)
            cosines = try FloatBuffer(count: kindsOfAngles * rows * c.rotated / 2)
            sines = try FloatBuffer(count: kindsOfAngles * rows * c.rotated / 2)
            rowCapacity = rows
        }
        if logitRows > logitsCapacity {
            logits = try FloatBuffer(count: logitRows * vocabularySize)
            logitsCapacity = logitRows
        }
        if positions > scoreCapacity {
            // In steps, so that a growing sequence does not ask for new memory at each token.
            scoreCapacity = (positions + 1_023) / 1_024 * 1_024
            scores = try FloatBuffer(count: threads * scoreCapacity * c.group)
        }
    }
}
