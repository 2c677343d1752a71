import Foundation

/// For each position of a resampled line, which source positions count and how much.
///
/// When shrinking, the Lanczos-3 window is widened by the factor, so that every source pixel
/// counts (Turkowski, "Filters for Common Resampling Tasks", 1990).
struct ResampleWeights {
    struct Span {
        let start: Int
        let count: Int
        let firstWeight: Int
    }

    private(set) var spans: [Span] = []
    private(set) var weights: [Float] = []

    /// The most source positions that one result needs.
    var longest: Int { spans.map(\.count).max() ?? 1 }

    init(from source: Int, to target: Int) {
        let ratio = Double(source) / Double(target)
        let stretch = max(1, ratio)
        let reach = 3 * stretch
        for position in 0..<target {
            let centre = (Double(position) + 0.5) * ratio
            let start = max(0, Int((centre - reach).rounded(.down)))
            let end = min(source, Int((centre + reach).rounded(.up)))
            var line = (start..<end).map { index in
                Self.lanczos((Double(index) + 0.5 - centre) / stretch)
            }
            let sum = line.reduce(0, +)
            if sum > 0 {
                line = line.map { $0 / sum }
            }
            spans.append(Span(start: start, count: line.count, firstWeight: weights.count))
            weights.append(contentsOf: line.map { Float($0) })
        }
    }

    func apply(
        to source: UnsafeBufferPointer<SIMD4<Float>>,
        into target: UnsafeMutableBufferPointer<SIMD4<Float>>
    ) {
        weights.withUnsafeBufferPointer { weights in
            spans.withUnsafeBufferPointer { spans in
                for position in 0..<target.count {
                    let span = spans[position]
                    var sum = SIMD4<Float>.zero
                    for tap in 0..<span.count {
                        sum += source[span.start + tap] * weights[span.firstWeight + tap]
                    }
                    target[position] = sum
                }
            }
        }
    }

    private static func lanczos(_ x: Double) -> Double {
        guard abs(x) > 1e-9 else { return 1 }
        guard abs(x) < 3 else { return 0 }
        let angle = Double.pi * x
        return 3 * sin(angle) * sin(angle / 3) / (angle * angle)
    }
}
