import LimnTensors
import Testing

struct MatmulTests {
    @Test(arguments: [(1, 1, 1), (3, 5, 7), (17, 33, 65)], [false, true])
    func productsEqualThePlainReference(_ shape: (Int, Int, Int), _ accumulating: Bool) {
        let (rows, columns, inner) = shape
        var random = TestRandom(state: 4)
        let (a, b) = (random.floats(rows * inner), random.floats(columns * inner))
        var fast = random.floats(rows * columns)
        var plain = fast
        Matmul.float32(
            a, b, into: &fast, rows: rows, columns: columns, inner: inner,
            accumulating: accumulating)
        Matmul.float32Reference(
            a, b, into: &plain, rows: rows, columns: columns, inner: inner,
            accumulating: accumulating)
        for (x, y) in zip(fast, plain) { #expect(abs(x - y) < 1e-4) }
    }

    @Test func equalShapesGiveEqualBits() {
        var random = TestRandom(state: 8)
        let (a, b) = (random.floats(9 * 100), random.floats(50 * 100))
        var first = [Float](repeating: 0, count: 450)
        Matmul.float32(a, b, into: &first, rows: 9, columns: 50, inner: 100)
        for _ in 0..<5 {
            var again = [Float](repeating: 1, count: 450)
            Matmul.float32(a, b, into: &again, rows: 9, columns: 50, inner: 100)
            #expect(again == first)
        }
    }
}
