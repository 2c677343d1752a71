import CLimnKernels
import LimnTestSupport
import Testing

@testable import LimnTensors

@Suite(.serialized) struct VectorScoresTests {
    @Test(
        "Every body gives the sums of the plain reference to the last bit",
        arguments: [1, 15, 32, 63, 64, 65, 384, 1_999])
    func everyBody(length: Int) {
        var random = SeededRandom(seed: 8)
        let count = 13
        var rows = (0..<count * length).map { _ in Int8.random(in: -128...127, using: &random) }
        var query = (0..<length).map { _ in Int16.random(in: -8_191...8_191, using: &random) }
        // The largest sums that there can be.
        for index in 0..<length { (rows[index], query[index]) = (-128, -8_191) }
        let wanted = (0..<count).map { row in
            var sum = 0
            for index in 0..<length { sum += Int(rows[row * length + index]) * Int(query[index]) }
            return sum
        }
        func scores() -> [Int] {
            var output = [Int32](repeating: -1, count: count)
            limn_score_vectors(rows, Int64(count), Int64(length), query, &output)
            return output.map(Int.init)
        }
        for force in KernelSelection.all {
            force()
            #expect(scores() == wanted)
        }
    }
}
