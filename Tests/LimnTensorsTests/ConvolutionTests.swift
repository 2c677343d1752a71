import LimnTestSupport
import Testing

@testable import LimnTensors

@Suite(.serialized) struct ConvolutionTests {
    @Test(arguments: [
        Convolution.Depthwise(height: 9, width: 7, channels: 43, kernel: 3, stride: 1),
        Convolution.Depthwise(height: 8, width: 8, channels: 32, kernel: 3, stride: 2),
        Convolution.Depthwise(height: 7, width: 10, channels: 8, kernel: 5, stride: 2),
        Convolution.Depthwise(height: 2, width: 2, channels: 5, kernel: 5, stride: 1),
        Convolution.Depthwise(height: 3, width: 21, channels: 151, kernel: 3, stride: 1),
        Convolution.Depthwise(height: 40, width: 70, channels: 96, kernel: 5, stride: 1),
    ])
    func everyBodyEqualsTheReference(shape: Convolution.Depthwise) {
        var random = SeededRandom(seed: 5)
        func floats(_ count: Int) -> [Float] {
            (0..<count).map { _ in Float.random(in: -1...1, using: &random) }
        }
        let input = floats(shape.height * shape.width * shape.channels)
        let weights = floats(shape.kernel * shape.kernel * shape.channels)
        let bias = floats(shape.channels)
        let count = shape.outputHeight * shape.outputWidth * shape.channels
        var wanted = [Float](repeating: 0, count: count)
        Convolution.depthwiseReference(
            shape, input, weights: weights, bias: bias, limit: 0.9, into: &wanted)
        for force in KernelSelection.all {
            force()
            defer { KernelSelection.forcePortable(false) }
            var output = [Float](repeating: -1, count: count)
            Convolution.depthwise(
                shape, input, weights: weights, bias: bias, limit: 0.9, into: &output)
            #expect(output == wanted)
        }
    }

    @Test func paddingIsTensorFlows() {
        #expect(Convolution.padding(224, kernel: 3, stride: 2) == 0)
        #expect(Convolution.padding(112, kernel: 3, stride: 1) == 1)
        #expect(Convolution.padding(56, kernel: 5, stride: 2) == 1)
        #expect(Convolution.padding(7, kernel: 5, stride: 2) == 2)
    }
}
