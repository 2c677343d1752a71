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
    /// Whether inputs are rounded to 16 bits and not 8.
    let isFine: Bool
    private let angles: RotaryAngles

    init(_ file: GGUFFile, precision: InputPrecision, pool: WorkerPool) throws {
        let family = try DecoderFamilies.family(of: file)
        self.file = file
        self.pool = pool
        configuration = try DecoderConfiguration(file, family: family)
        isFine = precision.isFine(width: configuration.width)
        weights = try DecoderWeights(
            file, configuration: configuration, family: family, pool: pool)
        angles = RotaryAngles(configuration, factors: weights.rotaryFactors)
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
            try feedForward(layer, rows: pass.rows.count, in: workspace)
        }
        try head(pass, in: workspace)
        for input in inputs { input.cache.append(input.tokens) }
    }

    private func forEachRow(_ count: Int, _ body: (Int) -> Void) {
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
            let pair = row * configuration.rotated / 2
            angles.write(
                position: pass.rows[row].position, cosines: workspace.cosines.start + pair,
                sines: workspace.sines.start + pair)
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

    private func attention(
        _ layer: DecoderLayer, index: Int, _ pass: DecoderPass, in workspace: DecoderWorkspace
    ) throws {
        let c = configuration
        let rows = pass.rows.count
        try normalize(
            layer.attentionNorm, for: [layer.query, layer.key, layer.value], rows: rows,
            in: workspace)
        let inputs = workspace.normalizedInputs
        pool.multiply([
            layer.query.product(inputs, into: workspace.queries),
            layer.key.product(inputs, into: workspace.keys),
            layer.value.product(inputs, into: workspace.values),
        ])
        forEachRow(rows) { row in store(row: row, layer: index, pass, in: workspace) }

        let (queries, attended) = (workspace.queries.start, workspace.attended.start)
        let scale = 1 / Float(c.headSize).squareRoot()
        pool.run(rows * c.keyValueHeads) { task, worker in
            let (head, row) = task.quotientAndRemainder(dividingBy: rows)
            let start = row * c.queryWidth + head * c.group * c.headSize
            pass.withPages(ofRow: row) { pages in
                TransformerOperations.attend(
                    query: queries + start, group: c.group, headSize: c.headSize, scale: scale,
                    pages: pages, pagePositions: KVPage.positions,
                    offset: pass.cache(ofRow: row).offset(layer: index, head: head),
                    positions: pass.rows[row].position + 1,
                    scores: workspace.scores.start + worker * workspace.scoresPerThread,
                    output: attended + start)
            }
        }

        let precision = layer.output.precision
        try workspace.attendedInputs.resize([precision], length: c.queryWidth, count: rows)
        forEachRow(rows) { row in
            workspace.attendedInputs[precision].store(
                attended + row * c.queryWidth, range: 0..<c.queryWidth, column: row)
        }
        pool.multiply([
            layer.output.product(
                workspace.attendedInputs, accumulates: true, into: workspace.stream)
        ])
    }

    /// Rotates a token's queries and keys and puts its keys and values into the cache.
    private func store(row: Int, layer: Int, _ pass: DecoderPass, in workspace: DecoderWorkspace) {
        let c = configuration
        let cosines = workspace.cosines.start + row * c.rotated / 2
        let sines = workspace.sines.start + row * c.rotated / 2
        func rotate(_ head: UnsafeMutablePointer<Float>) {
            TransformerOperations.rotate(
                head, rotated: c.rotated, splitHalves: c.rotatesSplitHalves, cosines: cosines,
                sines: sines)
        }
        for head in 0..<c.heads {
            rotate(workspace.queries.start + row * c.queryWidth + head * c.headSize)
        }
        let cache = pass.cache(ofRow: row)
        let (page, slot) = pass.rows[row].position.quotientAndRemainder(
            dividingBy: KVPage.positions)
        for head in 0..<c.keyValueHeads {
            let start = row * c.keyValueWidth + head * c.headSize
            rotate(workspace.keys.start + start)
            let target =
                cache.pages[page].start + cache.offset(layer: layer, head: head) + slot * c.headSize
            TransformerOperations.storeHalves(
                workspace.keys.start + start, count: c.headSize, into: target)
            TransformerOperations.storeHalves(
                workspace.values.start + start, count: c.headSize,
                into: target + KVPage.positions * c.headSize)
        }
    }

    private func feedForward(
        _ layer: DecoderLayer, rows: Int, in workspace: DecoderWorkspace
    ) throws {
        let width = configuration.feedForwardWidth
        try normalize(
            layer.feedForwardNorm, for: [layer.gate, layer.up], rows: rows, in: workspace)
        pool.multiply([
            layer.gate.product(workspace.normalizedInputs, into: workspace.gate),
            layer.up.product(workspace.normalizedInputs, into: workspace.up),
        ])
        let precision = layer.down.precision
        try workspace.gatedInputs.resize([precision], length: width, count: rows)
        let inputs = workspace.gatedInputs[precision]
        let (gate, up) = (workspace.gate.start, workspace.up.start)
        // Pieces of a row, because for one row this takes long enough to be shared.
        let piece = 2_048
        let pieces = (width + piece - 1) / piece
        pool.run(rows * pieces) { task, _ in
            let (row, index) = task.quotientAndRemainder(dividingBy: pieces)
            inputs.storeGated(
                gate: gate + row * width, up: up + row * width, scratch: gate + row * width,
                range: index * piece..<min(width, (index + 1) * piece), column: row)
        }
        pool.multiply([
            layer.down.product(workspace.gatedInputs, accumulates: true, into: workspace.stream)
        ])
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
            weights.outputNorm, for: [weights.head], rows: pass.logitRows.count, in: workspace)
        pool.multiply([weights.head.product(workspace.normalizedInputs, into: workspace.logits)])
    }

    /// Normalises the residual stream and stores it in the precisions that `projections` need.
    private func normalize(
        _ weight: FloatBuffer, for projections: [Projection], rows: Int,
        in workspace: DecoderWorkspace
    ) throws {
        let width = configuration.width
        var precisions: [Activations.Precision] = []
        for projection in projections where !precisions.contains(projection.precision) {
            precisions.append(projection.precision)
        }
        try workspace.normalizedInputs.resize(precisions, length: width, count: rows)
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
