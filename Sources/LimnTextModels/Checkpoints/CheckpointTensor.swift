/// A tensor of a GGUF file, and which of a checkpoint it is made of.
struct CheckpointTensor: Sendable {
    /// The name in the checkpoint.
    let source: String
    /// The shape in the checkpoint, the dimension that varies slowest first.
    let sourceShape: [Int]
    /// The name in the GGUF file.
    let name: String
    /// The shape in the GGUF file, the dimension that varies slowest first.
    let shape: [Int]
    /// Which row of the checkpoint's each row is, or which element of a vector's; as they are if `nil`.
    var order: (@Sendable (Int) -> Int)?
    /// What is added to each element.
    var added: Float = 0
}

extension CheckpointFamily {
    /// The tensors of a model of the family, in the order of the layers.
    ///
    /// - Parameters:
    ///   - c: The model's sizes.
    ///   - prefix: What the checkpoint's names begin with, such as `language_model.`.
    func tensors(_ c: CheckpointSizes, prefix: String = "") -> [CheckpointTensor] {
        func plain(_ source: String, _ name: String, _ shape: [Int]) -> CheckpointTensor {
            CheckpointTensor(
                source: prefix + source, sourceShape: shape, name: name, shape: shape,
                added: shape.count == 1 && name.hasSuffix("norm.weight") ? normOffset : 0)
        }
        let table = [c.vocabularySize, c.width]
        var list = [plain(body + embeddings + ".weight", "token_embd.weight", table)]
        if !c.isTied { list.append(plain(head + ".weight", "output.weight", table)) }
        list.append(plain(body + "norm.weight", "output_norm.weight", [c.width]))
        for layer in 0..<c.layers {
            for part in parts {
                let source = "\(body)layers.\(layer).\(part.name)"
                let name = "blk.\(layer).\(part.role.rawValue)"
                let shape = shape(of: part.role, c)
                for (kind, shape) in [("weight", shape), ("bias", [shape[0]])]
                where kind == "weight" || hasBias(part.role, c) {
                    var tensor = plain("\(source).\(kind)", "\(name).\(kind)", shape)
                    if let order = order(of: part.role, c) {
                        let rows = isFused ? (c.heads + 2 * c.keyValueHeads) * c.headSize : shape[0]
                        tensor = CheckpointTensor(
                            source: tensor.source, sourceShape: [rows] + shape.dropFirst(),
                            name: tensor.name, shape: shape, order: order)
                    }
                    list.append(tensor)
                }
            }
        }
        return list
    }

    private func shape(of role: Part.Role, _ c: CheckpointSizes) -> [Int] {
        let keyValueWidth = c.keyValueHeads * c.headSize
        return switch role {
        case .attentionNorm, .outputNorm, .feedForwardNorm, .downNorm: [c.width]
        case .queryNorm, .keyNorm: [c.headSize]
        case .query: [c.heads * c.headSize, c.width]
        case .key, .value: [keyValueWidth, c.width]
        case .output: [c.width, c.heads * c.headSize]
        case .gate, .up: [c.inner, c.width]
        case .down: [c.width, c.inner]
        }
    }

    private func hasBias(_ role: Part.Role, _ c: CheckpointSizes) -> Bool {
        switch role {
        case .query, .key, .value: c.hasAttentionBiases || biases == .inputs
        case .output: c.hasAttentionBiases && biases == .configured
        case .gate, .up, .down: c.hasFeedForwardBiases
        default: false
        }
    }

    /// Where the rows of a matrix lie in the checkpoint's, where that is not in their own order.
    private func order(
        of role: Part.Role, _ c: CheckpointSizes
    ) -> (@Sendable (Int) -> Int)? {
        guard [.query, .key, .value].contains(role) else { return nil }
        let (size, group) = (c.headSize, c.heads / c.keyValueHeads)
        let pairs = pairsRows && role != .value
        guard pairs || isFused else { return nil }
        let isFused = isFused
        return { row in
            let (head, place) = row.quotientAndRemainder(dividingBy: size)
            // The first half of a head turns with the second; pairs are to be neighbours.
            let inside = pairs ? place % 2 * (size / 2) + place / 2 : place
            guard isFused else { return head * size + inside }
            let fused =
                switch role {
                case .query: head / group * (group + 2) + head % group
                case .key: head * (group + 2) + group
                default: head * (group + 2) + group + 1
                }
            return fused * size + inside
        }
    }
}
