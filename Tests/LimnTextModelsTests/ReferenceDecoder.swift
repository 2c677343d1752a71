import Foundation
import LimnModelFiles
import LimnTensors

/// A decoder written as plainly as possible, in double precision on dequantised weights: what the real
/// one is compared with. Computes the whole sequence for each token; no cache, no batches.
struct ReferenceDecoder {
    let file: GGUFFile
    let model: TinyModel

    /// The logits after each token.
    func logits(_ tokens: [Int32]) throws -> [[Double]] {
        let embeddings = try matrix("token_embd.weight")
        var stream = tokens.map { embeddings[Int($0)] }
        for layer in 0..<model.layers {
            try attend(&stream, layer: layer)
            try feedForward(&stream, layer: layer)
        }
        let head = try matrix(model.isTied ? "token_embd.weight" : "output.weight")
        let norm = try vector("output_norm.weight")
        return stream.map { multiply(head, normalize($0, norm)) }
    }

    private func attend(_ stream: inout [[Double]], layer: Int) throws {
        let norm = try vector("blk.\(layer).attn_norm.weight")
        let inputs = stream.map { normalize($0, norm) }
        func heads(_ name: String, rotates: Bool) throws -> [[[Double]]] {
            let weights = try matrix("blk.\(layer).\(name).weight")
            let bias = try? vector("blk.\(layer).\(name).bias")
            return try inputs.enumerated().map { position, input in
                var output = multiply(weights, input)
                if let bias { output = zip(output, bias).map(+) }
                return try stride(from: 0, to: output.count, by: model.headSize).map { start in
                    let head = Array(output[start..<start + model.headSize])
                    return rotates ? try rotate(head, position: position) : head
                }
            }
        }
        let queries = try heads("attn_q", rotates: true)
        let keys = try heads("attn_k", rotates: true).map(halves)
        let values = try heads("attn_v", rotates: false).map(halves)
        let output = try matrix("blk.\(layer).attn_output.weight")
        for position in stream.indices {
            var attended: [Double] = []
            for head in 0..<model.heads {
                let shared = head / (model.heads / model.keyValueHeads)
                let weights = (0...position).map { other in
                    exp(
                        zip(queries[position][head], keys[other][shared]).map(*).reduce(0, +)
                            / Double(model.headSize).squareRoot())
                }
                let sum = weights.reduce(0, +)
                for element in 0..<model.headSize {
                    attended.append(
                        (0...position).reduce(0) {
                            $0 + weights[$1] / sum * values[$1][shared][element]
                        })
                }
            }
            stream[position] = zip(stream[position], multiply(output, attended)).map(+)
        }
    }

    private func feedForward(_ stream: inout [[Double]], layer: Int) throws {
        let norm = try vector("blk.\(layer).ffn_norm.weight")
        let gate = try matrix("blk.\(layer).ffn_gate.weight")
        let up = try matrix("blk.\(layer).ffn_up.weight")
        let down = try matrix("blk.\(layer).ffn_down.weight")
        for position in stream.indices {
            let input = normalize(stream[position], norm)
            let gated = zip(multiply(gate, input), multiply(up, input)).map {
                $0 / (1 + exp(-$0)) * $1
            }
            stream[position] = zip(stream[position], multiply(down, gated)).map(+)
        }
    }

    private func rotate(_ head: [Double], position: Int) throws -> [Double] {
        let half = head.count / 2
        let factors = model.hasRotaryFactors ? try vector("rope_freqs.weight") : nil
        var result = head
        for pair in 0..<half {
            let angle =
                Double(position) / Double(model.linearScale ?? 1) / (factors?[pair] ?? 1)
                * pow(5_000, -Double(pair) / Double(half))
            let first = model.architecture == "qwen2" ? pair : 2 * pair
            let second = model.architecture == "qwen2" ? pair + half : 2 * pair + 1
            result[first] = head[first] * cos(angle) - head[second] * sin(angle)
            result[second] = head[first] * sin(angle) + head[second] * cos(angle)
        }
        return result
    }

    /// The cache keeps half precision.
    private func halves(_ heads: [[Double]]) -> [[Double]] {
        heads.map { head in head.map { Double(Float16($0)) } }
    }

    private func normalize(_ x: [Double], _ weight: [Double]) -> [Double] {
        let mean = x.reduce(0) { $0 + $1 * $1 } / Double(x.count)
        return zip(x, weight).map { $0 / (mean + 1e-5).squareRoot() * $1 }
    }

    private func multiply(_ rows: [[Double]], _ x: [Double]) -> [Double] {
        rows.map { zip($0, x).map(*).reduce(0, +) }
    }

    private func matrix(_ name: String) throws -> [[Double]] {
        let values = try vector(name)
        let columns = file.tensor(named: name)?.shape.columns ?? 1
        return stride(from: 0, to: values.count, by: columns).map {
            Array(values[$0..<$0 + columns])
        }
    }

    private func vector(_ name: String) throws -> [Double] {
        guard let tensor = file.tensor(named: name) else {
            throw ModelFileError(file: file.file, message: "no \(name)")
        }
        var values = [Float](repeating: 0, count: tensor.shape.elementCount)
        TransformerOperations.dequantize(
            try file.bytes(of: tensor), elementType: tensor.elementType, count: values.count,
            into: &values)
        return values.map { Double($0) }
    }
}
