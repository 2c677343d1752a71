import LimnTensors
import Testing

@testable import LimnTextModels

@Suite struct LoRAAdapterTests {
    @Test("An adapter beside a layer, and one merged into it, give the same")
    func merging() throws {
        let pool = try WorkerPool(threads: 1)
        // Whole numbers, so that both sums are exact.
        let layer = AdaptedLayer(
            base: LinearLayer(
                weights: FloatMatrix(columns: 3, values: [1, -2, 3, 0, 5, -1]), bias: [10, 20]),
            adapter: LoRAAdapter(
                down: LinearLayer(weights: FloatMatrix(columns: 3, values: [1, 1, -1])),
                up: LinearLayer(weights: FloatMatrix(columns: 1, values: [2, -3])), scale: 2))
        let input = FloatMatrix(columns: 3, values: [1, 2, 3, -4, 0, 6])
        // A x is 0 and -10; scale · B A x is 0, 0 and -40, 60.
        #expect(layer(input, on: pool).values == [16, 27, -16, 74])
        #expect(layer.merged(input, on: pool).values == [16, 27, -16, 74])
        #expect(AdaptedLayer(base: layer.base, adapter: nil).merged.bias == [10, 20])
    }
}
