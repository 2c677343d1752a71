import LimnModelFiles
import LimnTensors

/// The next tokens of one sequence in a forward pass.
struct DecoderInput {
    /// Which positions' logits are wanted.
    enum Logits {
        case none
        case last
        case all
    }

    let cache: KVCache
    let tokens: ArraySlice<Int32>
    let logits: Logits
    /// What stands in place of the tokens' own embeddings, one row a token; `nil` for these.
    var embeddings: FloatMatrix?
}

/// A decoder-only transformer of the Llama kind: normalisation before each block, grouped attention
/// with rotary positions, and a gated feed-forward block.
///
/// A pass computes tokens of several sequences together, each weight read once for all of them. What it
/// computes for a token depends on that token and those before it in its sequence, to the last bit:
/// not on the others in the pass, on how a prompt was cut into passes, or on the threads.
struct Decoder: Sendable {
    let configuration: DecoderConfiguration
    let weights: DecoderWeights
    let file: GGUFFile
    let pool: WorkerPool
    /// How finely the inputs of matrix products are rounded.
    let precision: InputPrecision
    /// What the family does to gates.
    let gate: Activations.Gate
    /// The rotary angles; second, where there is a window, those of the layers that have it.
    let angles: [RotaryAngles]

    init(
        _ file: GGUFFile, precision: InputPrecision, cache: CachePrecision = .f16,
        adapters: [AdapterReference] = [], pool: WorkerPool
    ) throws {
        let family = try DecoderFamilies.family(of: file)
        self.file = file
        self.pool = pool
        var configuration = try DecoderConfiguration(file, family: family)
        configuration.cache = cache
        self.configuration = configuration
        self.precision = precision
        weights = try DecoderWeights(
            file, configuration: configuration, family: family, adapters: adapters,
            pool: pool)
        gate = family.gate
        let rotated = configuration.rotated
        let full = RotaryAngles(
            rotated: rotated, base: configuration.rotaryBase, scale: configuration.rotaryScale,
            factors: weights.rotaryFactors)
        let windowed = configuration.window.map {
            RotaryAngles(rotated: rotated, base: $0.rotaryBase)
        }
        angles = [full] + (windowed.map { [$0] } ?? [])
    }

    var vocabularySize: Int { weights.embeddings.shape.rows }

    /// Computes tokens and appends them to their caches. The logits asked for are in
    /// `workspace.logits`, in the order of the inputs.
    ///
    /// Every token must be below `vocabularySize`.
    func forward(_ inputs: [DecoderInput], in workspace: DecoderWorkspace) throws {
        let pass = DecoderPass(inputs)
        try workspace.prepare(
            rows: pass.rows.count, logitRows: pass.logitRows.count, positions: pass.longest)
        try embed(pass, in: workspace)
        replaceEmbeddings(inputs, in: workspace)
        for (index, layer) in weights.layers.enumerated() {
            try attention(layer, index: index, pass, in: workspace)
            try feedForward(layer, index: index, rows: pass.rows.count, in: workspace)
        }
        try head(pass, in: workspace)
        for input in inputs { input.cache.append(input.tokens) }
    }

    /// Whether some inputs are rounded to 16 bits and not 8.
    func isFine(_ input: InputPrecision.Input) -> Bool {
        precision.isFine(input, width: configuration.width, layers: configuration.layers)
    }

    func forEachRow(_ count: Int, _ body: (Int) -> Void) {
        // A few rows are done sooner than other threads wake.
        guard count >= 4 else { return (0..<count).forEach(body) }
        pool.run(count) { row, _ in body(row) }
    }

    private func embed(_ pass: DecoderPass, in workspace: DecoderWorkspace) throws {
        let tensor = weights.embeddings
        let bytes = try file.bytes(of: tensor)
        let width = configuration.width
        let rowBytes = tensor.byteCount / tensor.shape.rows
        let stream = workspace.stream.start
        forEachRow(pass.rows.count) { row in
            let start = Int(pass.rows[row].token) * rowBytes
            TransformerOperations.dequantize(
                UnsafeRawBufferPointer(rebasing: bytes[start..<start + rowBytes]),
                elementType: tensor.elementType, count: width, into: stream + row * width)
            let scale = configuration.embeddingScale
            if scale != 1 {
                for index in row * width..<(row + 1) * width { stream[index] *= scale }
            }
            for (kind, angles) in angles.enumerated() {
                let pair = (kind * pass.rows.count + row) * configuration.rotated / 2
                angles.write(
                    position: pass.rows[row].position, cosines: workspace.cosines.start + pair,
                    sines: workspace.sines.start + pair)
            }
        }
    }

    private func replaceEmbeddings(_ inputs: [DecoderInput], in workspace: DecoderWorkspace) {
        var start = workspace.stream.start
        for input in inputs {
            let count = input.tokens.count * configuration.width
            if let embeddings = input.embeddings {
                precondition(embeddings.values.count == count)
                start.update(from: embeddings.values, count: count)
            }
            start += count
        }
    }

    private func head(_ pass: DecoderPass, in workspace: DecoderWorkspace) throws {
        guard !pass.logitRows.isEmpty else { return }
        // The rows without logits are done with: move the others to the front.
        let width = configuration.width
        for (index, row) in pass.logitRows.enumerated() where row != index {
            (workspace.stream.start + index * width).update(
                from: workspace.stream.start + row * width, count: width)
        }
        try normalize(
            weights.outputNorm, for: [weights.head], rows: pass.logitRows.count,
            isFine: isFine(.head), in: workspace)
        pool.multiply([weights.head.product(workspace.normalizedInputs, into: workspace.logits)])
        try adapt(
            workspace.normalized, rows: pass.logitRows.count, [(weights.head, workspace.logits)])
        guard let limit = configuration.logitLimit else { return }
        forEachRow(pass.logitRows.count) { row in
            TransformerOperations.softCap(
                workspace.logits.start + row * vocabularySize, count: vocabularySize, limit: limit)
        }
    }

    /// Multiplies with a block's last matrix and adds the result to the residual stream, normalised
    /// before where the family does so; `floats` are the inputs before they were rounded.
    func addToStream(
        _ projection: Projection, of inputs: ActivationSet, floats: FloatBuffer,
        norm: FloatBuffer?, rows: Int, in workspace: DecoderWorkspace
    ) throws {
        guard let norm else {
            pool.multiply([projection.product(inputs, accumulates: true, into: workspace.stream)])
            return try adapt(floats, rows: rows, [(projection, workspace.stream)])
        }
        pool.multiply([projection.product(inputs, into: workspace.normalized)])
        try adapt(floats, rows: rows, [(projection, workspace.normalized)])
        let width = configuration.width
        let (stream, output) = (workspace.stream.start, workspace.normalized.start)
        forEachRow(rows) { row in
            let branch = output + row * width
            TransformerOperations.rmsNorm(
                branch, weight: norm.start, count: width, epsilon: configuration.normEpsilon,
                into: branch)
            TransformerOperations.add(branch, count: width, to: stream + row * width)
        }
    }

    /// Normalises the residual stream and stores it in the precisions that `projections` need.
    func normalize(
        _ weight: FloatBuffer, for projections: [Projection], rows: Int, isFine: Bool,
        in workspace: DecoderWorkspace
    ) throws {
        let width = configuration.width
        var precisions: [Activations.Precision] = []
        for projection in projections where !precisions.contains(projection.precision) {
            precisions.append(projection.precision)
        }
        try workspace.normalizedInputs.resize(
            precisions, length: width, count: rows, isFine: isFine)
        let (stream, normalized) = (workspace.stream.start, workspace.normalized.start)
        forEachRow(rows) { row in
            TransformerOperations.rmsNorm(
                stream + row * width, weight: weight.start, count: width,
                epsilon: configuration.normEpsilon, into: normalized + row * width)
            for precision in precisions {
                workspace.normalizedInputs[precision].store(
                    normalized + row * width, range: 0..<width, column: row)
            }
        }
    }
}
