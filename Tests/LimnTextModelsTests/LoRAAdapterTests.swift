import LimnTensors
import Testing

@testable import LimnTextModels

@Suite struct LoRAAdapterTests {
    @Test("An adapter beside a layer, and one merged into it, give the same")
    func merging() throws {
        let pool = try WorkerPool(threads: 1)
        // Whole numbers, so that both sums are exact.
        let weights = FloatMatrix(columns: 3, values: [1, -2, 3, 0, 5, -1])
        let down = FloatMatrix(columns: 3, values: [1, 1, -1])
        let up = FloatMatrix(columns: 1, values: [2, -3])
        let adapter = LoRAAdapter(
            down: LinearLayer(weights: down), up: LinearLayer(weights: up), scale: 2)
        let layer = AdaptedLayer(
            base: LinearLayer(weights: weights, bias: [10, 20]), adapter: adapter)
        let input = FloatMatrix(columns: 3, values: [1, 2, 3, -4, 0, 6])
        // A x is 0 and -10; scale · B A x is 0, 0 and -40, 60.
        #expect(try layer(input, on: pool).values == [16, 27, -16, 74])

        let update = LoRAUpdate(down: down, scale: 2)
        var merged = FloatMatrix(rows: 0, columns: 3)
        for row in 0..<2 {
            var part = weights.rows(row..<row + 1)
            update.add(up.rows(row..<row + 1), to: &part)
            merged.append(part)
        }
        #expect(merged.values == [5, 2, -1, -6, -1, 5])
        let whole = LinearLayer(weights: merged, bias: [10, 20])
        #expect(try whole(input, on: pool).values == [16, 27, -16, 74])
    }
}
