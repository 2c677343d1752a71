import Foundation
import LimnTensors
import Testing

/// Blocks of each type against the values that the gguf package of llama.cpp's authors gives them.
struct DequantizerTests {
    struct Row: Decodable, Sendable, CustomStringConvertible {
        let type: String
        let bytes: Data
        let values: [Float]
        var description: String { type }
    }

    static let rows: [Row] = {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "Fixtures/models/quantized-blocks.json")
        return (try? JSONDecoder().decode([Row].self, from: Data(contentsOf: file))) ?? []
    }()

    @Test func everyTypeIsRecorded() {
        #expect(Set(Self.rows.map(\.type)) == Set(ElementType.allCases.map(\.name)))
    }

    @Test(arguments: rows)
    func blocksStandForTheRecordedValues(_ row: Row) throws {
        let type = try #require(ElementType.allCases.first { $0.name == row.type })
        var values = [Float](repeating: .nan, count: row.values.count)
        let isWhole = row.bytes.withUnsafeBytes { bytes in
            TransformerOperations.dequantize(
                bytes, elementType: type, count: row.values.count, into: &values)
        }
        #expect(isWhole)
        for (value, expected) in zip(values, row.values) {
            #expect(abs(value - expected) <= 1e-6 * max(1, abs(expected)))
        }
    }

    @Test func tooFewBytesAreRefused() {
        var values = [Float](repeating: 0, count: 64)
        let bytes = [UInt8](repeating: 0, count: 35)
        bytes.withUnsafeBytes {
            #expect(
                !TransformerOperations.dequantize(
                    $0, elementType: .q4_0, count: 64, into: &values))
            #expect(
                !TransformerOperations.dequantize(
                    $0, elementType: .q4_0, count: 31, into: &values))
        }
    }

    @Test func byteCountsDoNotOverflow() {
        #expect(ElementType.q4_K.byteCount(of: 512) == 288)
        #expect(ElementType.q4_K.byteCount(of: 500) == nil)
        #expect(ElementType.f32.byteCount(of: .max) == nil)
        #expect(ElementType.f32.byteCount(of: -4) == nil)
        #expect(Shape([1 << 40, 1 << 40]) == nil)
        #expect(Shape([4, 0]) == nil)
        #expect(Shape([]) == nil)
    }
}
