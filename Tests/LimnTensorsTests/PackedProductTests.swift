import Testing

@testable import LimnTensors

/// Products of packed matrices: against plain sums, and bit for bit against each other.
struct PackedProductTests {
    static let pool = try? WorkerPool(threads: 2)

    /// The product of `rows × columns` weights with `inputs`, computed together.
    private func product(
        _ weights: [UInt8], _ type: ElementType, rows: Int, columns: Int, inputs: [[Float]],
        pool: WorkerPool
    ) throws -> [[Float]] {
        let matrix = try weights.withUnsafeBytes {
            try PackedMatrix($0, elementType: type, rows: rows, columns: columns, pool: pool)
        }
        let activations = Activations(.init(for: type))
        try activations.resize(length: columns, count: inputs.count)
        for (column, input) in inputs.enumerated() {
            activations.store(input, range: 0..<columns, column: column)
        }
        var output = [Float](repeating: .nan, count: rows * inputs.count)
        output.withUnsafeMutableBufferPointer { buffer in
            guard let start = buffer.baseAddress else { return }
            pool.multiply([Product(matrix, activations, output: start, stride: rows)])
        }
        return (0..<inputs.count).map { Array(output[$0 * rows..<($0 + 1) * rows]) }
    }

    private func floats(_ bytes: [UInt8], _ type: ElementType, count: Int) -> [Float] {
        var values = [Float](repeating: 0, count: count)
        bytes.withUnsafeBytes {
            _ = TransformerOperations.dequantize(
                $0, elementType: type, count: count, into: &values)
        }
        return values
    }

    @Test(arguments: ElementType.allCases, [(1, 1, 1), (7, 2, 3), (19, 3, 5), (40, 5, 19)])
    func productsAreCloseToPlainSums(_ type: ElementType, _ shape: (Int, Int, Int)) throws {
        let pool = try #require(Self.pool)
        let (rows, blocks, count) = shape
        let columns = blocks * max(type.blockLength, 9)
        var random = TestRandom(state: UInt64(rows * 31 + blocks))
        let weights = random.blocks(type, count: rows * columns)
        let inputs = (0..<count).map { _ in random.floats(columns) }
        let outputs = try product(
            weights, type, rows: rows, columns: columns, inputs: inputs, pool: pool)
        let values = floats(weights, type, count: rows * columns)
        for (input, output) in zip(inputs, outputs) {
            for row in 0..<rows {
                let terms = (0..<columns).map {
                    Double(values[row * columns + $0]) * Double(input[$0])
                }
                let size = terms.reduce(0) { $0 + $1 * $1 }.squareRoot()
                // Inputs of 8 bits are off by up to half of 2/127; errors of terms mostly cancel.
                let allowed = size * (type.isQuantized ? 0.03 : 1e-5) + 1e-6
                #expect(abs(terms.reduce(0, +) - Double(output[row])) < allowed)
            }
        }
    }

    @Test(arguments: ElementType.allCases)
    func aColumnDoesNotDependOnTheOthersNorOnThreads(_ type: ElementType) throws {
        let pool = try #require(Self.pool)
        let alone = try WorkerPool(threads: 1)
        let (rows, columns) = (43, 4 * max(type.blockLength, 9))
        var random = TestRandom(state: 5)
        let weights = random.blocks(type, count: rows * columns)
        let inputs = (0..<19).map { _ in random.floats(columns) }
        let together = try product(
            weights, type, rows: rows, columns: columns, inputs: inputs, pool: pool)
        for count in 1...8 {
            let some = try product(
                weights, type, rows: rows, columns: columns, inputs: Array(inputs.suffix(count)),
                pool: alone)
            #expect(some == Array(together.suffix(count)))
        }
    }

    @Test(.enabled(if: KernelSelection.hasAVX2), arguments: ElementType.allCases)
    func fastAndPortableBodiesGiveTheSameBits(_ type: ElementType) throws {
        let pool = try #require(Self.pool)
        // Five groups: two pairs, and one that is left over and filled in part.
        let (rows, columns) = (37, 3 * max(type.blockLength, 13))
        var random = TestRandom(state: 11)
        let weights = random.blocks(type, count: rows * columns)
        let inputs = (0..<15).map { _ in random.floats(columns) }
        let fast = try product(
            weights, type, rows: rows, columns: columns, inputs: inputs, pool: pool)
        defer { KernelSelection.forcePortable(false) }
        KernelSelection.forceAVX2(true)
        let medium = try product(
            weights, type, rows: rows, columns: columns, inputs: inputs, pool: pool)
        KernelSelection.forcePortable(true)
        let portable = try product(
            weights, type, rows: rows, columns: columns, inputs: inputs, pool: pool)
        #expect(fast == portable)
        #expect(medium == portable)
    }

    /// Sums that are as large as they can be overflow in no body.
    @Test(.enabled(if: KernelSelection.hasAVX2), arguments: ElementType.allCases)
    func extremesGiveTheSameBits(_ type: ElementType) throws {
        let pool = try #require(Self.pool)
        guard type.isQuantized else { return }
        let (rows, columns) = (32, 2 * type.blockLength)
        var random = TestRandom(state: 12)
        let plain = random.blocks(type, count: rows * columns)
        let inputs = [1, -1].map { [Float](repeating: $0, count: columns) }
        // Where a block has its factors in half precision.
        let factors = type == .q6_K ? 208..<210 : 0..<4
        for filling: UInt8 in [0xFF, 0x7F, 0x80, 0] {
            let weights = plain.indices.map { index in
                factors.contains(index % type.bytesPerBlock) ? plain[index] : filling
            }
            func outputs() throws -> [[Float]] {
                try product(
                    weights, type, rows: rows, columns: columns, inputs: inputs, pool: pool)
            }
            defer { KernelSelection.forcePortable(false) }
            let fast = try outputs()
            KernelSelection.forceAVX2(true)
            let medium = try outputs()
            KernelSelection.forcePortable(true)
            #expect(fast == medium)
            #expect(try outputs() == fast)
        }
    }

    /// In blocks of 256, four elements far larger than the others take nothing from these, wherever
    /// they are and in whatever body.
    @Test(
        arguments: [ElementType.q4_K, .q5_K, .q6_K],
        [[3, 70, 71, 200], [32, 40, 50, 63], [255]])
    func largeInputsStandApart(_ type: ElementType, _ places: [Int]) throws {
        let pool = try #require(Self.pool)
        let (rows, columns) = (21, 512)
        var random = TestRandom(state: 21)
        let weights = random.blocks(type, count: rows * columns)
        let values = floats(weights, type, count: rows * columns)
        for (count, factor) in [(1, Float(30)), (11, -30), (5, 200)] {
            var inputs = (0..<count).map { _ in random.floats(columns) }
            for index in inputs.indices {
                for place in places { inputs[index][256 + place] *= factor }
            }
            func outputs() throws -> [[Float]] {
                try product(
                    weights, type, rows: rows, columns: columns, inputs: inputs, pool: pool)
            }
            defer { KernelSelection.forcePortable(false) }
            let fast = try outputs()
            KernelSelection.forceAVX2(true)
            #expect(try outputs() == fast)
            KernelSelection.forcePortable(true)
            #expect(try outputs() == fast)
            for (input, output) in zip(inputs, fast) {
                // One scale for all would leave 0.12 and more on average.
                let allowed: Double = abs(factor) > 50 ? 0.06 : 0.02
                for row in 0..<rows {
                    let terms = (0..<columns).map {
                        Double(values[row * columns + $0]) * Double(input[$0])
                    }
                    let others = (0..<columns).filter { !places.contains($0 - 256) }
                    let size = others.reduce(0) { $0 + terms[$1] * terms[$1] }.squareRoot()
                    let error = abs(terms.reduce(0, +) - Double(output[row]))
                    #expect(error < size * allowed + 1e-4 * abs(terms.reduce(0, +)))
                }
            }
        }
    }

    @Test(arguments: ElementType.allCases)
    func inputsThatAreNotNumbersShow(_ type: ElementType) throws {
        let pool = try #require(Self.pool)
        let columns = 256
        var random = TestRandom(state: 3)
        let weights = random.blocks(type, count: 8 * columns)
        var input = random.floats(columns)
        input[17] = .nan
        let output = try product(
            weights, type, rows: 8, columns: columns, inputs: [input, random.floats(columns)],
            pool: pool)
        let (spoiled, sound) = (output[0].filter(\.isNaN), output[1].filter(\.isFinite))
        #expect(spoiled.count == 8 && sound.count == 8)
    }

    @Test func biasAndSumArePartOfTheProduct() throws {
        let pool = try #require(Self.pool)
        var random = TestRandom(state: 9)
        let weights = random.blocks(.f32, count: 10 * 16)
        let matrix = try weights.withUnsafeBytes {
            try PackedMatrix($0, elementType: .f32, rows: 10, columns: 16, pool: pool)
        }
        let activations = Activations(.float)
        try activations.resize(length: 16, count: 1)
        activations.store([Float](repeating: 0, count: 16), range: 0..<16, column: 0)
        let bias = try FloatBuffer((0..<10).map { Float($0) })
        let output = try FloatBuffer([Float](repeating: 100, count: 10))
        pool.multiply([
            Product(
                matrix, activations, bias: bias.start, accumulates: true, output: output.start,
                stride: 10)
        ])
        #expect((0..<10).map { output.start[$0] } == (0..<10).map { 100 + Float($0) })
    }

    @Test func aMatrixOfTheWrongSizeIsRefused() throws {
        let pool = try #require(Self.pool)
        let bytes = [UInt8](repeating: 0, count: 100)
        for (rows, columns) in [(5, 32), (6, 32), (0, 32), (1, 33), (1, -32)] {
            #expect(throws: TensorError.self) {
                try bytes.withUnsafeBytes {
                    try PackedMatrix(
                        $0, elementType: .q4_0, rows: rows, columns: columns, pool: pool)
                }
            }
        }
    }
}
