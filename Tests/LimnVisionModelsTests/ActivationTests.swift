import Foundation
import LimnTensors
import Testing

@testable import LimnVisionModels

/// The curves between the matrices of a vision encoder's blocks.
@Suite struct ActivationTests {
    private func values(
        _ activation: BlockActivation, _ inputs: [Float], threads: Int = 1
    ) throws -> [Float] {
        activation(
            FloatMatrix(columns: 4, values: inputs), on: try WorkerPool(threads: threads)
        ).values
    }

    @Test("Curves are those of their definitions, far from 0 too")
    func definitions() throws {
        let inputs: [Float] = [-90, -3, -0.5, 0, 0.25, 1, 4, 90]
        for (x, y) in zip(inputs, try values(.gelu, inputs)) {
            let u = 0.797_884_560_802_865_4 * (Double(x) + 0.044_715 * pow(Double(x), 3))
            #expect(abs(Double(y) - 0.5 * Double(x) * (1 + tanh(u))) < 1e-5)
        }
        for (slope, activation) in [
            (1.702, BlockActivation.quickGELU), (1, .silu),
        ] {
            for (x, y) in zip(inputs, try values(activation, inputs)) {
                #expect(abs(Double(y) - Double(x) / (1 + exp(-slope * Double(x)))) < 1e-5)
            }
        }
    }

    @Test("The threads make no difference")
    func threads() throws {
        let inputs = (0..<400).map { Float($0 % 37) / 5 - 3 }
        #expect(try values(.gelu, inputs) == values(.gelu, inputs, threads: 3))
    }
}
