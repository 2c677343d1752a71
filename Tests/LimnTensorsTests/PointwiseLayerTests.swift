import Foundation
import LimnTestSupport
import Testing

@testable import LimnTensors

@Suite(.serialized) struct PointwiseLayerTests {
    @Test(
        "Every body gives the bits of sums in order, whatever the numbers of pixels and channels",
        arguments: [
            (1, 1, 1), (1, 1280, 1000), (49, 192, 40), (7, 27, 32), (17, 16, 96), (12, 33, 65),
            (8, 5, 130), (5, 24, 17),
        ])
    func everyBody(pixels: Int, inputs: Int, outputs: Int) throws {
        var random = SeededRandom(seed: 11)
        func floats(_ count: Int) -> [Float] {
            (0..<count).map { _ in Float.random(in: -1...1, using: &random) }
        }
        let (input, weights, bias) = (
            floats(pixels * inputs), floats(outputs * inputs), floats(outputs)
        )
        let shortcut = floats(pixels * outputs)
        for (limit, added) in [(nil, nil), (0.7, nil), (nil, shortcut)] as [(Float?, [Float]?)] {
            var wanted: [Float] = []
            for pixel in 0..<pixels {
                for output in 0..<outputs {
                    var sum = bias[output]
                    for index in 0..<inputs {
                        sum = fmaf(
                            input[pixel * inputs + index], weights[output * inputs + index], sum)
                    }
                    if let limit { sum = min(max(sum, 0), limit) }
                    wanted.append(sum + (added?[wanted.count] ?? 0))
                }
            }
            let layer = try PointwiseLayer(weights: weights, bias: bias, limit: limit)
            #expect(layer.inputs == inputs && layer.outputs == outputs)
            for force in KernelSelection.all {
                force()
                // What lies behind the output stays as it is.
                var output = [Float](repeating: 7, count: pixels * outputs + 20)
                layer(input, pixels: pixels, shortcut: added, into: &output)
                #expect(Array(output.prefix(wanted.count)) == wanted)
                #expect(output.suffix(20).allSatisfy { $0 == 7 })
            }
        }
    }
}
