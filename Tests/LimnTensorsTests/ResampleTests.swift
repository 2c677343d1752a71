import CLimnKernels
import LimnTestSupport
import Testing

@testable import LimnTensors

@Suite(.serialized) struct ResampleTests {
    private let fraction = Int32(1) << Int32(LIMN_RESAMPLE_PRECISION)

    private func byte(_ sum: Int) -> UInt8 { UInt8(clamping: sum >> Int(LIMN_RESAMPLE_PRECISION)) }

    @Test(
        "Every body gives the bytes of plain sums, and writes and reads nothing beside them",
        arguments: [(1, 1, 1), (2, 3, 2), (17, 5, 9), (40, 7, 13), (33, 12, 40)])
    func everyBody(width: Int, height: Int, result: Int) {
        var random = SeededRandom(seed: 5)
        for forward in [true, false] {
            let positions = forward ? width : height
            let most = min(positions, 7)
            let lengths = (0..<result).map { _ in Int32.random(in: 1...Int32(most), using: &random)
            }
            let starts = lengths.map { Int32.random(in: 0...Int32(positions) - $0, using: &random) }
            let weights = (0..<result * most).map { _ in
                Int32.random(in: -fraction / 7...fraction / 4, using: &random)
            }
            // Exactly as long as the picture, so that a sanitizer sees what is read behind it.
            let source = (0..<width * height * 3).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            let (lines, length) = forward ? (height, result * 3) : (result, width * 3)
            var wanted: [UInt8] = []
            for line in 0..<lines {
                for column in 0..<length {
                    let place = forward ? column / 3 : line
                    var sum = Int(fraction / 2)
                    for tap in 0..<Int(lengths[place]) {
                        let from = Int(starts[place]) + tap
                        let index =
                            forward
                            ? (line * width + from) * 3 + column % 3 : from * length + column
                        sum += Int(source[index]) * Int(weights[place * most + tap])
                    }
                    wanted.append(byte(sum))
                }
            }
            for force in KernelSelection.all {
                force()
                var output = [UInt8](repeating: 7, count: wanted.count + 40)
                starts.withUnsafeBufferPointer { starts in
                    lengths.withUnsafeBufferPointer { lengths in
                        weights.withUnsafeBufferPointer { weights in
                            var taps = limn_resample_taps(
                                count: Int64(result), most: Int64(most),
                                starts: starts.baseAddress, lengths: lengths.baseAddress,
                                weights: weights.baseAddress)
                            if forward {
                                limn_resample_across(
                                    &taps, source, Int64(width), Int64(height), &output)
                            } else {
                                limn_resample_down(&taps, source, Int64(length), &output)
                            }
                        }
                    }
                }
                #expect(Array(output.prefix(wanted.count)) == wanted)
                #expect(output.suffix(40).allSatisfy { $0 == 7 })
            }
        }
    }
}
