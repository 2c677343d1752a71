import Foundation

extension Bitmap {
    /// The opaque picture at another size, filtered with the bicubic kernel, to the same bytes as
    /// Pillow's `resize(…, BICUBIC)`.
    ///
    /// Models that look at pictures were trained on pictures shrunk like this: in the file's own
    /// values rather than in linear light, in two passes with a rounding to 8 bits between them,
    /// and with weights of 22 fractional bits (Pillow, `Resample.c`). Alpha is laid on white.
    ///
    /// - Parameters:
    ///   - width: columns of the result, at least 1
    ///   - height: rows of the result, at least 1
    public func resizedBicubic(width: Int, height: Int) -> Bitmap {
        resampled(width: width, height: height, with: .bicubic)
    }

    /// The same with the Lanczos kernel of three lobes, to the bytes of Pillow's `resize(…, LANCZOS)`.
    ///
    /// - Parameters:
    ///   - width: columns of the result, at least 1
    ///   - height: rows of the result, at least 1
    public func resizedLanczos(width: Int, height: Int) -> Bitmap {
        resampled(width: width, height: height, with: .lanczos)
    }

    private func resampled(
        width newWidth: Int, height newHeight: Int, with kernel: PillowKernel
    ) -> Bitmap {
        let source = flattened()
        let newWidth = max(1, newWidth)
        let newHeight = max(1, newHeight)
        var rows = source.bytes
        if newWidth != width {
            let taps = PillowTaps(from: width, to: newWidth, kernel: kernel)
            var output = [UInt8](repeating: 0, count: newWidth * height * 3)
            for y in 0..<height {
                for x in 0..<newWidth {
                    taps.sum(x, of: rows, from: y * width * 3, step: 3) { channel, value in
                        output[(y * newWidth + x) * 3 + channel] = value
                    }
                }
            }
            rows = output
        }
        if newHeight != height {
            let taps = PillowTaps(from: height, to: newHeight, kernel: kernel)
            var output = [UInt8](repeating: 0, count: newWidth * newHeight * 3)
            for y in 0..<newHeight {
                for x in 0..<newWidth {
                    taps.sum(y, of: rows, from: x * 3, step: newWidth * 3) { channel, value in
                        output[(y * newWidth + x) * 3 + channel] = value
                    }
                }
            }
            rows = output
        }
        return Bitmap(trusted: rows, width: newWidth, height: newHeight, layout: .rgb)
    }
}

/// For each position of a resampled line, which source positions count and how much.
private struct PillowTaps {
    private static let precision = 22
    private var starts: [Int] = []
    private var weights: [[Int32]] = []

    init(from source: Int, to target: Int, kernel: PillowKernel) {
        let scale = Double(source) / Double(target)
        let stretch = max(1, scale)
        let support = kernel.reach * stretch
        for position in 0..<target {
            let centre = (Double(position) + 0.5) * scale
            let start = max(0, Int(centre - support + 0.5))
            let end = min(source, Int(centre + support + 0.5))
            var line = (start..<max(end, start)).map { index in
                kernel.weight((Double(index) - centre + 0.5) / stretch)
            }
            let sum = line.reduce(0, +)
            if sum != 0 { line = line.map { $0 / sum } }
            starts.append(start)
            weights.append(
                line.map { weight in
                    let scaled = weight * Double(1 << Self.precision)
                    return Int32(scaled < 0 ? scaled - 0.5 : scaled + 0.5)
                })
        }
    }

    @inline(__always)
    func sum(
        _ position: Int, of source: [UInt8], from offset: Int, step: Int,
        store: (Int, UInt8) -> Void
    ) {
        let half = 1 << (Self.precision - 1)
        var (red, green, blue) = (half, half, half)
        var index = offset + starts[position] * step
        for weight in weights[position] {
            red += Int(source[index]) * Int(weight)
            green += Int(source[index + 1]) * Int(weight)
            blue += Int(source[index + 2]) * Int(weight)
            index += step
        }
        store(0, UInt8(clamping: red >> Self.precision))
        store(1, UInt8(clamping: green >> Self.precision))
        store(2, UInt8(clamping: blue >> Self.precision))
    }
}

/// The curves by which Pillow weighs source positions.
private enum PillowKernel {
    /// Keys' kernel with a = -0.5.
    case bicubic
    /// A sinc under the middle lobe of one three times as wide.
    case lanczos

    /// How far from the centre positions count.
    var reach: Double { self == .bicubic ? 2 : 3 }

    func weight(_ x: Double) -> Double {
        switch self {
        case .bicubic:
            let a = -0.5
            let x = abs(x)
            if x < 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
            return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0
        case .lanczos:
            return x >= -3 && x < 3 ? Self.sinc(x) * Self.sinc(x / 3) : 0
        }
    }

    private static func sinc(_ x: Double) -> Double {
        x == 0 ? 1 : sin(x * .pi) / (x * .pi)
    }
}
