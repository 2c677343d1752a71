import CLimnKernels
import LimnTensors
import Testing

struct ReadBandwidthTests {
    @Test(arguments: [0, 1, 31, 32, 33, 1_000])
    func everyWordIsRead(_ count: Int) {
        let words = (0..<UInt64(count)).map { $0 &* 0x9E37_79B9_7F4A_7C15 }
        #expect(limn_read_memory(words, Int64(count)) == words.reduce(0, &+))
    }

    @Test func aSpeedIsMeasured() throws {
        let pool = try WorkerPool(threads: 2)
        let speed = try ReadBandwidth.measure(pool, byteCount: 4 << 20, runs: 2)
        #expect(speed.isFinite && speed > 0)
    }
}
