import Foundation
import LimnTensors
import LimnTestSupport
import Testing

@Suite struct FloatLayerTests {
    private func random(_ rows: Int, _ columns: Int, seed: UInt64) -> FloatMatrix {
        var generator = SeededRandom(seed: seed)
        return FloatMatrix(
            columns: columns,
            values: (0..<rows * columns).map { _ in Float.random(in: -1...1, using: &generator) })
    }

    @Test("A linear layer gives what its definition says, and the same bits with more threads")
    func linear() throws {
        let weights = random(5, 7, seed: 1)
        let layer = LinearLayer(weights: weights, bias: random(1, 5, seed: 2).values)
        let input = random(70, 7, seed: 3)
        let output = try layer(input, on: WorkerPool(threads: 1))
        #expect(try output == layer(input, on: WorkerPool(threads: 3)))
        for row in 0..<70 {
            for column in 0..<5 {
                var sum = Double(layer.bias?[column] ?? 0)
                for index in 0..<7 {
                    sum +=
                        Double(input[row][row * 7 + index])
                        * Double(weights.values[column * 7 + index])
                }
                #expect(abs(output.values[row * 5 + column] - Float(sum)) < 1e-5)
            }
        }
    }

    @Test(
        "A layer with packed weights gives what one with the floats they stand for gives",
        arguments: [ElementType.f32, .f16, .q8_0])
    func packed(type: ElementType) throws {
        let pool = try WorkerPool(threads: 2)
        let bias = random(1, 9, seed: 8).values
        let bytes = try #require(
            random(9, 64, seed: 7).values.withUnsafeBufferPointer {
                TransformerOperations.quantize($0, as: type)
            })
        var floats = FloatMatrix(rows: 9, columns: 64)
        let layer = try bytes.withUnsafeBytes { bytes in
            TransformerOperations.dequantize(
                bytes, elementType: type, count: 9 * 64, into: &floats.values)
            return try LinearLayer(
                packed: PackedMatrix(
                    bytes, elementType: type, rows: 9, columns: 64, pool: pool), bias: bias)
        }
        let input = random(11, 64, seed: 9)
        let output = try layer(input, on: pool)
        let expected = try LinearLayer(weights: floats, bias: bias)(input, on: pool)
        #expect(output.rows == 11 && output.columns == 9)
        for (value, other) in zip(output.values, expected.values) {
            #expect(abs(value - other) < 1e-3)
        }
    }

    @Test("Attention gives what its definition says", arguments: [false, true])
    func attention(isCausal: Bool) throws {
        let (queries, keys, values) = (
            random(3, 8, seed: 4), random(5, 8, seed: 5), random(5, 8, seed: 6)
        )
        let result = FloatAttention.attend(
            queries: queries, keys: keys, values: values, heads: 2, scale: 0.7,
            isCausal: isCausal, on: try WorkerPool(threads: 2))
        for query in 0..<3 {
            for head in 0..<2 {
                // The last query sees all five positions.
                let seen = isCausal ? 3 + query : 5
                let weights = (0..<seen).map { key in
                    exp(
                        0.7
                            * (0..<4).reduce(0.0) { sum, index in
                                sum + Double(queries.values[query * 8 + head * 4 + index])
                                    * Double(keys.values[key * 8 + head * 4 + index])
                            })
                }
                for index in 0..<4 {
                    let column = head * 4 + index
                    let sum = (0..<seen).reduce(0.0) {
                        $0 + weights[$1] * Double(values.values[$1 * 8 + column])
                    }
                    let expected = Float(sum / weights.reduce(0, +))
                    #expect(abs(result.values[query * 8 + column] - expected) < 1e-5)
                }
            }
        }
    }

    @Test("Layer normalisation and the Gaussian unit give what their definitions say")
    func elementwise() {
        let input = FloatMatrix(columns: 4, values: [1, 2, 3, 6])
        // Mean 3, variance 3.5.
        let norm = LayerNorm(scale: [1, 2, 1, 1], shift: [0, 0, 5, 0], epsilon: 0)
        let root = Float(3.5).squareRoot()
        let expected: [Float] = [-2 / root, -2 / root, 5, 3 / root]
        for (left, right) in zip(norm(input).values, expected) { #expect(abs(left - right) < 1e-6) }
        let gelu = FloatMatrix(columns: 3, values: [0, 1, -1]).gelu().values
        for (left, right) in zip(gelu, [0, 0.841_344_7, -0.158_655_3] as [Float]) {
            #expect(abs(left - right) < 1e-6)
        }
    }
}
