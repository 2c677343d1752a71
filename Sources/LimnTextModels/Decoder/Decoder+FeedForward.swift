import LimnTensors

extension Decoder {
    /// The feed-forward block of a layer, for all rows.
    func feedForward(
        _ layer: DecoderLayer, index: Int, rows: Int, in workspace: DecoderWorkspace
    ) throws {
        let width = configuration.feedForwardWidth
        try normalize(
            layer.feedForwardNorm, for: [layer.gate, layer.up], rows: rows,
            isFine: isFine(.feedForward(layer: index)), in: workspace)
        pool.multiply([
            layer.gate.product(workspace.normalizedInputs, into: workspace.gate),
            layer.up.product(workspace.normalizedInputs, into: workspace.up),
        ])
        try adapt(
            workspace.normalized, rows: rows,
            [(layer.gate, workspace.gate), (layer.up, workspace.up)])
        let precision = layer.down.precision
        try workspace.gatedInputs.resize(
            [precision], length: width, count: rows, isFine: isFine(.gated(layer: index)))
        let inputs = workspace.gatedInputs[precision]
        let (gate, up) = (workspace.gate.start, workspace.up.start)
        // Pieces of a row, because for one row this takes long enough to be shared.
        let piece = 2_048
        let pieces = (width + piece - 1) / piece
        pool.run(rows * pieces) { task, _ in
            let (row, index) = task.quotientAndRemainder(dividingBy: pieces)
            inputs.storeGated(
                self.gate, gate: gate + row * width, up: up + row * width,
                scratch: gate + row * width,
                range: index * piece..<min(width, (index + 1) * piece), column: row)
        }
        // The gate's place is the scratch space: the gated values are there as floats.
        try addToStream(
            layer.down, of: workspace.gatedInputs, floats: workspace.gate, norm: layer.downNorm,
            rows: rows, in: workspace)
    }
}
