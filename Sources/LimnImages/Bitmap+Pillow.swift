import CLimnKernels
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
            rows = taps.across(rows, width: width, height: height)
        }
        if newHeight != height {
            let taps = PillowTaps(from: height, to: newHeight, kernel: kernel)
            rows = taps.down(rows, rowLength: newWidth * 3)
        }
        return Bitmap(trusted: rows, width: newWidth, height: newHeight, layout: .rgb)
    }
}

/// For each position of a resampled line, which source positions count and how much.
///
/// Sums stay within 32 bits, as in Pillow, since the magnitudes of a position's weights add up to less
/// than two.
private struct PillowTaps {
    private var starts: [Int32] = []
    private var lengths: [Int32] = []
    private var weights: [Int32] = []
    private let most: Int

    init(from source: Int, to target: Int, kernel: PillowKernel) {
        let scale = Double(source) / Double(target)
        let stretch = max(1, scale)
        let support = kernel.reach * stretch
        most = Int(support.rounded(.up)) * 2 + 1
        for position in 0..<target {
            let centre = (Double(position) + 0.5) * scale
            let start = max(0, Int(centre - support + 0.5))
            let end = min(source, Int(centre + support + 0.5))
            var line = (start..<max(end, start)).map { index in
                kernel.weight((Double(index) - centre + 0.5) / stretch)
            }
            let sum = line.reduce(0, +)
            if sum != 0 { line = line.map { $0 / sum } }
            starts.append(Int32(start))
            lengths.append(Int32(line.count))
            for weight in line {
                let scaled = weight * Double(1 << LIMN_RESAMPLE_PRECISION)
                weights.append(Int32(scaled < 0 ? scaled - 0.5 : scaled + 0.5))
            }
            weights += repeatElement(0, count: most - line.count)
        }
    }

    /// Rows of red, green and blue at another width.
    func across(_ source: [UInt8], width: Int, height: Int) -> [UInt8] {
        resampled(count: starts.count * height * 3) { taps, output in
            limn_resample_across(&taps, source, Int64(width), Int64(height), output)
        }
    }

    /// Rows of so many bytes at another height.
    func down(_ source: [UInt8], rowLength: Int) -> [UInt8] {
        resampled(count: starts.count * rowLength) { taps, output in
            limn_resample_down(&taps, source, Int64(rowLength), output)
        }
    }

    private func resampled(
        count: Int, _ body: (inout limn_resample_taps, UnsafeMutablePointer<UInt8>?) -> Void
    ) -> [UInt8] {
        starts.withUnsafeBufferPointer { starts in
            lengths.withUnsafeBufferPointer { lengths in
                weights.withUnsafeBufferPointer { weights in
                    var taps = limn_resample_taps(
                        count: Int64(starts.count), most: Int64(most),
                        starts: starts.baseAddress, lengths: lengths.baseAddress,
                        weights: weights.baseAddress)
                    return [UInt8](unsafeUninitializedCapacity: count) { output, used in
                        body(&taps, output.baseAddress)
                        used = count
                    }
                }
            }
        }
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
