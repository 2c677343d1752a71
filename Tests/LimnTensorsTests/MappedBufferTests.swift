import Foundation
import LimnTensors
import Testing

struct MappedBufferTests {
    private func withFile(_ bytes: [UInt8], _ body: (URL) throws -> Void) throws {
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try Data(bytes).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        try body(file)
    }

    @Test func slicesStayWithinTheFile() throws {
        try withFile(Array(0..<100)) { file in
            let buffer = try MappedBuffer(file: file)
            #expect(buffer.slice(offset: 10, count: 3).map(Array.init) == [10, 11, 12])
            #expect(buffer.slice(offset: 100, count: 0)?.count == 0)
            for (offset, count) in [(100, 1), (99, 2), (-1, 2), (5, -1), (.max, 1), (1, .max)] {
                #expect(buffer.slice(offset: offset, count: count) == nil)
            }
            buffer.advise(.doNotNeed)
            buffer.advise(.willNeed, offset: 50, count: .max)
            buffer.advise(.sequential, offset: 1_000, count: 5)
            #expect(Array(buffer.bytes) == Array(0..<100))
        }
    }

    @Test func anEmptyFileIsMapped() throws {
        try withFile([]) { file in
            let buffer = try MappedBuffer(file: file)
            #expect(buffer.bytes.isEmpty)
        }
    }

    @Test func whatIsNoFileIsRefused() throws {
        let folder = FileManager.default.temporaryDirectory
        #expect(throws: MappedBufferError.self) { try MappedBuffer(file: folder) }
        let error = #expect(throws: MappedBufferError.self) {
            try MappedBuffer(file: folder.appending(path: "missing-\(UUID().uuidString)"))
        }
        #expect(error?.description.contains("cannot open") == true)
    }
}
