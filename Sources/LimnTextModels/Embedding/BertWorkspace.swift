import LimnTensors

/// Room for a forward pass over some texts at once, their tokens one after the other.
final class BertWorkspace {
    /// The tokens of each text.
    let texts: [[Int32]]
    /// Where each text's tokens begin.
    let starts: [Int]
    /// The number of tokens in all.
    let tokens: Int

    let states: FloatBuffer
    let projections: FloatBuffer
    let context: FloatBuffer
    let inner: FloatBuffer
    let narrow = Activations(Activations.Precision(for: BertWeights.matrixType))
    let wide = Activations(Activations.Precision(for: BertWeights.matrixType))
    private let heads: [FloatBuffer]

    init(_ texts: [[Int32]], size: EmbeddingContainer.Dimensions, threads: Int) throws {
        self.texts = texts
        var starts: [Int] = []
        var tokens = 0
        for text in texts {
            starts.append(tokens)
            tokens += text.count
        }
        self.starts = starts
        self.tokens = tokens
        let longest = texts.map(\.count).max() ?? 0
        states = try FloatBuffer(count: tokens * size.hidden)
        projections = try FloatBuffer(count: tokens * size.hidden * 3)
        context = try FloatBuffer(count: tokens * size.hidden)
        inner = try FloatBuffer(count: tokens * size.intermediate)
        try narrow.resize(length: size.hidden, count: tokens)
        try wide.resize(length: size.intermediate, count: tokens)
        heads = try (0..<threads).map { _ in
            try FloatBuffer(
                count: longest * size.hidden / size.heads * 4 + longest * longest)
        }
    }

    /// One thread's room for an attention head.
    func head(of worker: Int) -> UnsafeMutablePointer<Float> { heads[worker].start }
}
