import Testing

@testable import LimnTensors

/// The bytes of packed matrices, whatever body packs them and wherever they lie.
@Suite(.serialized)
struct PackingTests {
    private func packed(
        _ weights: [UInt8], _ type: ElementType, rows: Int, columns: Int,
        in memory: MatrixMemory? = nil
    ) throws -> [UInt8] {
        let pool = try WorkerPool(threads: 2)
        let matrix = try weights.withUnsafeBytes {
            try PackedMatrix(
                $0, elementType: type, rows: rows, columns: columns, in: memory, pool: pool)
        }
        return withExtendedLifetime(matrix) {
            Array(UnsafeRawBufferPointer(start: matrix.bytes, count: matrix.byteCount))
        }
    }

    @Test(arguments: ElementType.allCases, [8, 19, 40])
    func everyBodyGivesTheSameBytes(_ type: ElementType, _ rows: Int) throws {
        let columns = 3 * max(type.blockLength, 9)
        var random = TestRandom(state: UInt64(rows))
        let weights = random.blocks(type, count: rows * columns)
        var results: [[UInt8]] = []
        defer { KernelSelection.forcePortable(false) }
        for choose in KernelSelection.all {
            choose()
            results.append(try packed(weights, type, rows: rows, columns: columns))
        }
        for result in results.dropFirst() { #expect(result == results[0]) }
        // Nothing is lost: the same bytes in another order, and zeros for rows that are not there. The
        // fifth bits change their bytes.
        guard type != .q5_0, type != .q5_1 else { return }
        let padding = results[0].count - weights.count
        #expect(results[0].sorted() == (weights + [UInt8](repeating: 0, count: padding)).sorted())
    }

    @Test func wordsOfEightRowsTakeTurns() throws {
        // Q8_0: a scale of two bytes, then 32 values; each byte says its row and its place.
        var weights: [UInt8] = []
        var scales: [UInt8] = []
        var words: [UInt8] = []
        for row: UInt8 in 0..<8 {
            weights += [row, 200]
            scales += [row, 200]
            for place: UInt8 in 0..<32 { weights.append(row * 32 + place) }
        }
        for word: UInt8 in 0..<8 {
            for row: UInt8 in 0..<8 {
                for byte: UInt8 in 0..<4 { words.append(row * 32 + word * 4 + byte) }
            }
        }
        #expect(try packed(weights, .q8_0, rows: 8, columns: 32) == scales + words)
    }

    @Test func matricesOfOneMemoryLieBesideEachOtherAndKeepIt() throws {
        let pool = try WorkerPool(threads: 1)
        var random = TestRandom(state: 5)
        let weights = random.blocks(.q4_K, count: 16 * 256)
        var memory: MatrixMemory? = try MatrixMemory(byteCount: 2 * weights.count)
        let matrices = try (0..<2).map { _ in
            try weights.withUnsafeBytes {
                try PackedMatrix(
                    $0, elementType: .q4_K, rows: 16, columns: 256, in: memory, pool: pool)
            }
        }
        #if !SEPARATE_MATRICES
            #expect(matrices[1].bytes == matrices[0].bytes + weights.count)
        #endif
        memory = nil
        let alone = try packed(weights, .q4_K, rows: 16, columns: 256)
        for matrix in matrices {
            #expect(Array(UnsafeRawBufferPointer(start: matrix.bytes, count: alone.count)) == alone)
        }
    }

    @Test func aMatrixThatDoesNotFitHasMemoryOfItsOwn() throws {
        let memory = try MatrixMemory(byteCount: 1)
        var random = TestRandom(state: 6)
        let rows = 80_000
        let weights = random.blocks(.q8_0, count: rows * 64)
        #expect(
            try packed(weights, .q8_0, rows: rows, columns: 64, in: memory)
                == packed(weights, .q8_0, rows: rows, columns: 64))
        #expect(memory.take(1 << 40) == nil)
        #expect(memory.take(-1) == nil)
    }
}
