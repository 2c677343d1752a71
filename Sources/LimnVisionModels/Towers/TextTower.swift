import LimnModelFiles
import LimnTensors

/// The side of a two-tower model that reads texts.
struct TextTower: Sendable {
    private let size: TwoTowerConfiguration
    /// Rows of words are read from the file as they are needed: the table is large and a text short.
    private let weights: any WeightSource
    private let words: String
    private let positions: FloatMatrix
    /// BERT's: added to every word, then normalised.
    private let segment: [Float]?
    private let inputNorm: LayerNorm?
    private let blocks: [TransformerBlock]
    private let outputNorm: LayerNorm?
    private let projection: LinearLayer

    init(_ weights: some WeightSource, _ size: TwoTowerConfiguration) throws {
        self.size = size
        self.weights = weights
        let tower = size.text
        let width = tower.width
        let root = "text_model.embeddings."
        let isBERT = size.kind == .chineseCLIP
        words = root + (isBERT ? "word_embeddings.weight" : "token_embedding.weight")
        guard weights.shape(of: words) == [size.vocabularySize, width] else {
            throw ModelFileError(
                file: weights.location,
                message: "the tensor \(words) is not \(size.vocabularySize) × \(width)",
                remedy: "use the weights that belong to config.json")
        }
        positions = FloatMatrix(
            columns: width,
            values: try weights.floats(
                root + (isBERT ? "position_embeddings.weight" : "position_embedding.weight"),
                shape: [size.positions, width]))
        if isBERT {
            segment = try weights.elements(
                root + "token_type_embeddings.weight", shape: [size.segments, width],
                range: 0..<width)
            inputNorm = try weights.layerNorm(
                root + "LayerNorm", width: width, epsilon: tower.epsilon)
            outputNorm = nil
            blocks = try (0..<tower.blocks).map {
                try weights.bertBlock("text_model.encoder.layer.\($0).", tower)
            }
        } else {
            segment = nil
            inputNorm = nil
            outputNorm = try weights.layerNorm(
                "text_model.final_layer_norm", width: width, epsilon: tower.epsilon)
            blocks = try (0..<tower.blocks).map {
                try weights.publishedBlock(
                    "text_model.encoder.layers.\($0).", tower, isCausal: size.kind == .clip)
            }
        }
        projection =
            size.kind == .siglip
            ? try weights.linear("text_model.head", from: width, to: size.outputs)
            : try weights.linear(
                "text_projection", from: width, to: size.outputs, hasBias: false)
    }

    /// The vector of a text, not normalised.
    ///
    /// - Parameter tokens: Ids with those before and after the text, at least one and no more than there
    ///   are positions.
    func callAsFunction(_ tokens: [Int32], on pool: WorkerPool) throws -> [Float] {
        let width = size.text.width
        var values: [Float] = []
        for token in tokens {
            let start = Int(token) * width
            values += try weights.elements(
                words, shape: [size.vocabularySize, width], range: start..<start + width)
        }
        var stream = FloatMatrix(columns: width, values: values)
        stream += positions.rows(0..<tokens.count)
        if let segment {
            for index in stream.values.indices {
                stream.values[index] += segment[index % width]
            }
        }
        if let inputNorm { stream = inputNorm(stream) }
        for block in blocks { stream = try block(stream, on: pool) }
        // The first position stands for a text in BERT; the last, the end of the text, elsewhere.
        let place = size.kind == .chineseCLIP ? 0 : tokens.count - 1
        var state = stream.rows(place..<place + 1)
        if let outputNorm { state = outputNorm(state) }
        return try projection(state, on: pool).values
    }
}

extension WeightSource {
    /// A block with BERT's names.
    fileprivate func bertBlock(
        _ name: String, _ tower: TwoTowerConfiguration.Tower
    ) throws -> TransformerBlock {
        let width = tower.width
        func square(_ part: String) throws -> LinearLayer {
            try linear(name + "attention." + part, from: width, to: width)
        }
        func norm(_ part: String) throws -> LayerNorm {
            try layerNorm(name + part + ".LayerNorm", width: width, epsilon: tower.epsilon)
        }
        return TransformerBlock(
            attentionNorm: try norm("attention.output"), query: try square("self.query"),
            key: try square("self.key"), value: try square("self.value"),
            output: try square("output.dense"), perceptronNorm: try norm("output"),
            expansion: try linear(name + "intermediate.dense", from: width, to: tower.inner),
            contraction: try linear(name + "output.dense", from: tower.inner, to: width),
            activation: tower.activation, heads: tower.heads, normalizesSums: true)
    }
}
