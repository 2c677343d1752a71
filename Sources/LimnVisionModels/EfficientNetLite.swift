import Foundation
import LimnModelFiles
import LimnTensors

/// EfficientNet-Lite0, an image classifier over the thousand classes of ImageNet.
///
/// The network is that of TensorFlow's EfficientNet-Lite (2020): inverted residual blocks (Sandler
/// and others, "MobileNetV2", 2018) with ReLU6 and without squeeze-and-excitation, padding as
/// TensorFlow's `SAME`. Weights come from a PyTorch state dictionary with the names of
/// efficientnet_lite_pytorch. Batch normalisation is folded into the convolutions when loading.
/// Images lie in memory pixel by pixel, so that convolutions of 1 × 1 are plain matrix products.
public final class EfficientNetLite: Sendable {
    /// What the network says of one picture.
    public struct Output: Sendable {
        /// One raw score a class.
        public let logits: [Float]
        /// The 1,280 activations before the last layer.
        public let features: [Float]
    }

    /// The side of the square that the network looks at.
    public static let side = 224
    /// The classes.
    public static let classes = 1000
    static let featureCount = 1280
    private static let limit: Float = 6

    private let stem: PointwiseLayer
    private let blocks: [Block]
    private let head: PointwiseLayer
    private let classifier: PointwiseLayer

    private struct Block: Sendable {
        let expansion: PointwiseLayer?
        let depthwise: Depthwise
        let projection: PointwiseLayer
        let hasShortcut: Bool
    }

    /// A convolution of each channel by itself.
    private struct Depthwise: Sendable {
        let shape: Convolution.Depthwise
        let weights: FloatBuffer
        let bias: FloatBuffer
    }

    /// Repeats, kernel, stride, expansion, input and output channels of the seven stages.
    private static let stages = [
        (1, 3, 1, 1, 32, 16), (2, 3, 2, 6, 16, 24), (2, 5, 2, 6, 24, 40), (3, 3, 2, 6, 40, 80),
        (3, 5, 1, 6, 80, 112), (4, 5, 2, 6, 112, 192), (1, 3, 1, 6, 192, 320),
    ]

    /// Loads the weights.
    /// - Throws: `ModelFileError` if the file is no checkpoint of this network.
    public init(file: URL) throws {
        let weights = Weights(checkpoint: try TorchCheckpoint(file: file))
        stem = try weights.stem()
        var blocks: [Block] = []
        var side = Self.side / 2
        for (repeats, kernel, step, expansion, input, output) in Self.stages {
            for index in 0..<repeats {
                let name = "_blocks.\(blocks.count)."
                let stride = index == 0 ? step : 1
                let from = index == 0 ? input : output
                let inner = from * expansion
                let shape = Convolution.Depthwise(
                    height: side, width: side, channels: inner, kernel: kernel, stride: stride)
                blocks.append(
                    Block(
                        expansion: expansion == 1
                            ? nil
                            : try weights.pointwise(
                                name + "_expand_conv", name + "_bn0", from, inner),
                        depthwise: try weights.depthwise(
                            name + "_depthwise_conv", name + "_bn1", shape),
                        projection: try weights.pointwise(
                            name + "_project_conv", name + "_bn2", inner, output, clamps: false),
                        hasShortcut: stride == 1 && from == output))
                side = shape.outputHeight
            }
        }
        self.blocks = blocks
        head = try weights.pointwise("_conv_head", "_bn1", 320, Self.featureCount)
        classifier = try weights.classifier(Self.featureCount, Self.classes)
    }

    /// Looks at one picture, on the calling thread.
    ///
    /// - Parameter pixels: 224 × 224 × 3 values as ``ClassifierInput`` prepares them.
    /// - Throws: `TensorError` if memory is short or the input has another length.
    public func callAsFunction(_ pixels: [Float], workspace: Workspace) throws -> Output {
        guard pixels.count == Self.side * Self.side * 3 else {
            throw TensorError.outOfMemory(pixels.count)
        }
        let columns = workspace.wide.start
        var current = workspace.first.start
        var next = workspace.second.start
        Self.unfold(pixels, into: columns)
        let half = Self.side / 2
        stem(columns, pixels: half * half, into: current)
        for block in blocks {
            let size = block.depthwise.shape
            var source = current
            if let expansion = block.expansion {
                expansion(
                    current, pixels: size.height * size.width, into: workspace.wide.start)
                source = workspace.wide.start
            }
            Convolution.depthwise(
                size, source, weights: block.depthwise.weights.start,
                bias: block.depthwise.bias.start, limit: Self.limit, into: workspace.inner.start)
            block.projection(
                workspace.inner.start, pixels: size.outputHeight * size.outputWidth,
                shortcut: block.hasShortcut ? current : nil, into: next)
            swap(&current, &next)
        }
        let last = blocks.last?.depthwise.shape.outputHeight ?? 7
        head(current, pixels: last * last, into: workspace.wide.start)
        var features = [Float](repeating: 0, count: Self.featureCount)
        for pixel in 0..<last * last {
            for index in features.indices {
                features[index] += workspace.wide.start[pixel * Self.featureCount + index]
            }
        }
        for index in features.indices { features[index] /= Float(last * last) }
        var logits = [Float](repeating: 0, count: Self.classes)
        classifier(features, pixels: 1, into: &logits)
        return Output(logits: logits, features: features)
    }

    /// The 27 values under each position of the first kernel, side by side.
    private static func unfold(_ pixels: [Float], into columns: UnsafeMutablePointer<Float>) {
        let before = Convolution.padding(side, kernel: 3, stride: 2)
        pixels.withUnsafeBufferPointer { pixels in
            var target = columns
            for y in 0..<side / 2 {
                for x in 0..<side / 2 {
                    for ky in 0..<3 {
                        for kx in 0..<3 {
                            let row = y * 2 - before + ky
                            let column = x * 2 - before + kx
                            let isInside = row >= 0 && row < side && column >= 0 && column < side
                            let from = (row * side + column) * 3
                            for channel in 0..<3 {
                                target[channel] = isInside ? pixels[from + channel] : 0
                            }
                            target += 3
                        }
                    }
                }
            }
        }
    }

    /// Memory that a picture passes through; one for each thread, used again for every picture.
    public final class Workspace {
        fileprivate let first: FloatBuffer
        fileprivate let second: FloatBuffer
        fileprivate let wide: FloatBuffer
        fileprivate let inner: FloatBuffer

        /// Takes the memory.
        /// - Throws: `TensorError.outOfMemory`.
        public init() throws {
            let half = EfficientNetLite.side / 2
            // The widest places: 32 channels and 96 expanded ones at half size, 144 at a quarter.
            first = try FloatBuffer(count: half * half * 32)
            second = try FloatBuffer(count: half * half * 32)
            wide = try FloatBuffer(count: half * half * 96)
            inner = try FloatBuffer(count: half * half * 40)
        }
    }

    /// Folds batch normalisation into the weights, and lays them out as the kernels read them.
    private struct Weights {
        let checkpoint: TorchCheckpoint
        private static let epsilon: Float = 1e-3

        private func normalisation(
            _ name: String, _ count: Int
        ) throws -> (scale: [Float], bias: [Float]) {
            let weight = try checkpoint.floats(name + ".weight", shape: [count])
            let bias = try checkpoint.floats(name + ".bias", shape: [count])
            let mean = try checkpoint.floats(name + ".running_mean", shape: [count])
            let variance = try checkpoint.floats(name + ".running_var", shape: [count])
            let scale = zip(weight, variance).map { $0 / ($1 + Self.epsilon).squareRoot() }
            return (scale, zip(bias, zip(mean, scale)).map { $0 - $1.0 * $1.1 })
        }

        func pointwise(
            _ name: String, _ norm: String, _ inputs: Int, _ outputs: Int, clamps: Bool = true
        ) throws -> PointwiseLayer {
            var weights = try checkpoint.floats(
                name + ".weight", shape: [outputs, inputs, 1, 1])
            let (scale, bias) = try normalisation(norm, outputs)
            for index in weights.indices { weights[index] *= scale[index / inputs] }
            return try PointwiseLayer(
                weights: weights, bias: bias, limit: clamps ? EfficientNetLite.limit : nil)
        }

        func depthwise(
            _ name: String, _ norm: String, _ shape: Convolution.Depthwise
        ) throws -> Depthwise {
            let (channels, kernel) = (shape.channels, shape.kernel)
            let taps = kernel * kernel
            let weights = try checkpoint.floats(
                name + ".weight", shape: [channels, 1, kernel, kernel])
            let (scale, bias) = try normalisation(norm, channels)
            var turned = [Float](repeating: 0, count: weights.count)
            for channel in 0..<channels {
                for tap in 0..<taps {
                    turned[tap * channels + channel] =
                        weights[channel * taps + tap] * scale[channel]
                }
            }
            return Depthwise(
                shape: shape, weights: try FloatBuffer(turned), bias: try FloatBuffer(bias))
        }

        func stem() throws -> PointwiseLayer {
            let weights = try checkpoint.floats("_conv_stem.weight", shape: [32, 3, 3, 3])
            let (scale, bias) = try normalisation("_bn0", 32)
            var turned = [Float](repeating: 0, count: weights.count)
            for output in 0..<32 {
                for channel in 0..<3 {
                    for tap in 0..<9 {
                        turned[output * 27 + tap * 3 + channel] =
                            weights[output * 27 + channel * 9 + tap] * scale[output]
                    }
                }
            }
            return try PointwiseLayer(
                weights: turned, bias: bias, limit: EfficientNetLite.limit)
        }

        func classifier(_ inputs: Int, _ outputs: Int) throws -> PointwiseLayer {
            try PointwiseLayer(
                weights: try checkpoint.floats("_fc.weight", shape: [outputs, inputs]),
                bias: try checkpoint.floats("_fc.bias", shape: [outputs]))
        }
    }
}
