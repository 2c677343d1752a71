import LimnTensors

extension Decoder {
    /// The attention block of a layer, for all rows.
    func attention(
        _ layer: DecoderLayer, index: Int, _ pass: DecoderPass, in workspace: DecoderWorkspace
    ) throws {
        let c = configuration
        let rows = pass.rows.count
        try normalize(
            layer.attentionNorm, for: [layer.query, layer.key, layer.value], rows: rows,
            isFine: isFine(.attention(layer: index)), in: workspace)
        let inputs = workspace.normalizedInputs
        pool.multiply([
            layer.query.product(inputs, into: workspace.queries),
            layer.key.product(inputs, into: workspace.keys),
            layer.value.product(inputs, into: workspace.values),
        ])
        try adapt(
            workspace.normalized, rows: rows,
            [
                (layer.query, workspace.queries), (layer.key, workspace.keys),
                (layer.value, workspace.values),
            ])
        forEachRow(rows) { row in store(row: row, layer, index: index, pass, in: workspace) }

        let (queries, attended) = (workspace.queries.start, workspace.attended.start)
        pool.run(rows * c.keyValueHeads) { task, worker in
            let (head, row) = task.quotientAndRemainder(dividingBy: rows)
            let start = row * c.queryWidth + head * c.group * c.headSize
            pass.withPages(ofRow: row) { pages in
                pass.cache(ofRow: row).layout.attend(
                    query: queries + start, group: c.group, scale: c.attentionScale,
                    pages: pages, layer: index, head: head,
                    positions: c.positions(
                        seenFrom: pass.rows[row].position, layer: index),
                    scores: workspace.scores.start + worker * workspace.scoresPerThread,
                    output: attended + start)
            }
        }

        let precision = layer.output.precision
        try workspace.attendedInputs.resize(
            [precision], length: c.queryWidth, count: rows,
            isFine: isFine(.attended(layer: index)))
        forEachRow(rows) { row in
            workspace.attendedInputs[precision].store(
                attended + row * c.queryWidth, range: 0..<c.queryWidth, column: row)
        }
        try addToStream(
            layer.output, of: workspace.attendedInputs, floats: workspace.attended,
            norm: layer.outputNorm, rows: rows, in: workspace)
    }

    /// Normalises, rotates and, for caches of 8 bits, spreads a token's queries and keys, and puts its keys
    /// and values into the cache.
    private func store(
        row: Int, _ layer: DecoderLayer, index: Int, _ pass: DecoderPass,
        in workspace: DecoderWorkspace
    ) {
        let c = configuration
        let isWindowed = c.window?.applies(toLayer: index) ?? false
        let pair = ((isWindowed ? pass.rows.count : 0) + row) * c.rotated / 2
        func turn(_ head: UnsafeMutablePointer<Float>, _ norm: FloatBuffer?) {
            if let norm {
                TransformerOperations.rmsNorm(
                    head, weight: norm.start, count: c.headSize, epsilon: c.normEpsilon,
                    into: head)
            }
            TransformerOperations.rotate(
                head, rotated: c.rotated, splitHalves: c.rotatesSplitHalves,
                cosines: workspace.cosines.start + pair, sines: workspace.sines.start + pair)
            // Some models have keys with elements a hundred times as large as the others.
            if c.cache == .q8 { TransformerOperations.spread(head, count: c.headSize) }
        }
        for head in 0..<c.heads {
            turn(
                workspace.queries.start + row * c.queryWidth + head * c.headSize, layer.queryNorm)
        }
        let cache = pass.cache(ofRow: row)
        let (page, slot) = pass.rows[row].position.quotientAndRemainder(
            dividingBy: KVPage.positions)
        for head in 0..<c.keyValueHeads {
            let start = row * c.keyValueWidth + head * c.headSize
            turn(workspace.keys.start + start, layer.keyNorm)
            cache.layout.store(
                key: workspace.keys.start + start, value: workspace.values.start + start,
                layer: index, head: head, slot: slot, in: cache.pages[page])
        }
    }
}
