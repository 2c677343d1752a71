import CLimnKernels

/// Convolutions of images stored row by row, the channels of a pixel side by side.
public enum Convolution {
    /// A square convolution of each channel by itself.
    public struct Depthwise: Sendable, Hashable {
        /// Rows of the input.
        public let height: Int
        /// Columns of the input.
        public let width: Int
        /// Channels.
        public let channels: Int
        /// The side of the kernel.
        public let kernel: Int
        /// The step.
        public let stride: Int

        /// Describes a convolution.
        public init(height: Int, width: Int, channels: Int, kernel: Int, stride: Int) {
            self.height = height
            self.width = width
            self.channels = channels
            self.kernel = kernel
            self.stride = stride
        }

        /// Rows of the output: the input's by the stride, rounded up.
        public var outputHeight: Int { (height + stride - 1) / stride }
        /// Columns of the output.
        public var outputWidth: Int { (width + stride - 1) / stride }
        /// Rows of zeros above the image, as TensorFlow's padding `SAME` has them.
        public var top: Int { Convolution.padding(height, kernel: kernel, stride: stride) }
        /// Columns of zeros left of the image.
        public var left: Int { Convolution.padding(width, kernel: kernel, stride: stride) }
    }

    /// The zeros before an axis in TensorFlow's padding `SAME`: half of what the last step needs
    /// beyond the input, rounded down.
    public static func padding(_ length: Int, kernel: Int, stride: Int) -> Int {
        let steps = (length + stride - 1) / stride
        return max(0, (steps - 1) * stride + kernel - length) / 2
    }

    /// `output = min(max(conv(input) + bias, 0), limit)`.
    ///
    /// - Parameters:
    ///   - weights: `kernel × kernel × channels` floats.
    public static func depthwise(
        _ shape: Depthwise, _ input: UnsafePointer<Float>, weights: UnsafePointer<Float>,
        bias: UnsafePointer<Float>, limit: Float, into output: UnsafeMutablePointer<Float>
    ) {
        var kernelShape = limn_depthwise_shape(
            height: Int64(shape.height), width: Int64(shape.width),
            channels: Int64(shape.channels), kernel: Int64(shape.kernel),
            stride: Int64(shape.stride), top: Int64(shape.top), left: Int64(shape.left),
            out_height: Int64(shape.outputHeight), out_width: Int64(shape.outputWidth))
        limn_depthwise(&kernelShape, input, weights, bias, limit, output)
    }

    /// The same, plainly: the reference in tests.
    public static func depthwiseReference(
        _ shape: Depthwise, _ input: UnsafePointer<Float>, weights: UnsafePointer<Float>,
        bias: UnsafePointer<Float>, limit: Float, into output: UnsafeMutablePointer<Float>
    ) {
        for y in 0..<shape.outputHeight {
            for x in 0..<shape.outputWidth {
                for channel in 0..<shape.channels {
                    var sum = bias[channel]
                    for ky in 0..<shape.kernel {
                        for kx in 0..<shape.kernel {
                            let row = y * shape.stride - shape.top + ky
                            let column = x * shape.stride - shape.left + kx
                            guard (0..<shape.height).contains(row),
                                (0..<shape.width).contains(column)
                            else { continue }
                            // With one rounding, as the kernels do it.
                            sum.addProduct(
                                input[(row * shape.width + column) * shape.channels + channel],
                                weights[(ky * shape.kernel + kx) * shape.channels + channel])
                        }
                    }
                    output[(y * shape.outputWidth + x) * shape.channels + channel] = min(
                        max(sum, 0), limit)
                }
            }
        }
    }
}
