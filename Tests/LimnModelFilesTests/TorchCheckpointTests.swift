import Foundation
import LimnModelFiles
import Testing

@Suite struct TorchCheckpointTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Fixtures/checkpoints")

    @Test(arguments: ["older.pth", "archive.pth"])
    func readsBothContainersAndTurnsStridesIntoOrder(name: String) throws {
        let checkpoint = try TorchCheckpoint(file: Self.folder.appending(path: name))
        #expect(checkpoint.names == ["plain", "turned", "part"])
        #expect(try checkpoint.floats("plain", shape: [2, 3]) == [0, 1, 2, 3, 4, 5])
        // Stored by columns: strides 1 and 2.
        #expect(try checkpoint.floats("turned", shape: [2, 3]) == [10, 12, 14, 11, 13, 15])
        #expect(try checkpoint.floats("part", shape: [2]) == [4, 5])
        #expect(checkpoint.shape(of: "absent") == nil)
    }

    /// Written by torch.save itself; see Tests/Fixtures/checkpoints/make_halves.py.
    @Test func readsHalvesViewsAndParameters() throws {
        let checkpoint = try TorchCheckpoint(file: Self.folder.appending(path: "halves.bin"))
        #expect(
            try checkpoint.floats("half", shape: [2, 3])
                == [1, -2.5, 0.099975586, 5.9604645e-08, 65504, 0])
        #expect(try checkpoint.floats("bfloat", shape: [2]) == [1, -3.140625])
        #expect(try checkpoint.floats("turned", shape: [3, 2]) == [0, 3, 1, 4, 2, 5])
        #expect(
            try checkpoint.floats("narrow", shape: [2, 2, 2]) == [4, 5, 8, 9, 16, 17, 20, 21])
        #expect(
            try checkpoint.elements("narrow", shape: [2, 2, 2], range: 3..<7) == [9, 16, 17, 20])
        #expect(
            try checkpoint.elements("half", shape: [2, 3], range: 1..<3) == [-2.5, 0.099975586])
        #expect(throws: ModelFileError.self) {
            try checkpoint.elements("half", shape: [2, 3], range: 5..<7)
        }
        #expect(try checkpoint.floats("single", shape: []) == [7])
        #expect(try checkpoint.floats("empty", shape: [0, 3]) == [])
        #expect(try checkpoint.floats("parameter", shape: [1]) == [0.5])
        #expect(checkpoint.shape(of: "ids") == [3])
        #expect(throws: ModelFileError.self) { try checkpoint.floats("ids", shape: [3]) }
    }

    @Test func refusesOtherShapesAndMissingNames() throws {
        let checkpoint = try TorchCheckpoint(file: Self.folder.appending(path: "older.pth"))
        #expect(throws: ModelFileError.self) { try checkpoint.floats("plain", shape: [3, 2]) }
        #expect(throws: ModelFileError.self) { try checkpoint.floats("absent", shape: [6]) }
    }

    @Test func executesNothingAndNamesTheForeignFunction() throws {
        let error = #expect(throws: ModelFileError.self) {
            try TorchCheckpoint(file: Self.folder.appending(path: "evil.pth"))
        }
        #expect(error?.message.contains("system") == true)
        #expect(!FileManager.default.fileExists(atPath: "/tmp/limn-evil"))
    }

    @Test(arguments: [("older.pth", 1), ("archive.pth", 1), ("halves.bin", 17)])
    func noDamageEndsTheProcess(name: String, step: Int) throws {
        let whole = try Data(contentsOf: Self.folder.appending(path: name))
        let file = FileManager.default.temporaryDirectory
            .appending(path: "limn-damaged-\(UUID().uuidString).pth")
        defer { try? FileManager.default.removeItem(at: file) }
        func attempt(_ data: Data) throws {
            try data.write(to: file)
            // Damage may also leave a file that can be read; only a crash would fail here.
            guard let checkpoint = try? TorchCheckpoint(file: file) else { return }
            for tensor in checkpoint.names {
                guard let shape = checkpoint.shape(of: tensor) else { continue }
                _ = try? checkpoint.floats(tensor, shape: shape)
            }
        }
        for length in stride(from: 0, to: whole.count, by: 3 * step) {
            try attempt(whole.prefix(length))
        }
        for position in stride(from: 0, to: whole.count, by: step) {
            for value: UInt8 in [0, 0x7f, 0xff] {
                var damaged = whole
                damaged[position] = value
                try attempt(damaged)
            }
        }
    }

    @Test func truncatedStoragesAreReported() throws {
        let whole = try Data(contentsOf: Self.folder.appending(path: "older.pth"))
        let file = FileManager.default.temporaryDirectory
            .appending(path: "limn-short-\(UUID().uuidString).pth")
        defer { try? FileManager.default.removeItem(at: file) }
        try whole.dropLast(1).write(to: file)
        #expect(throws: ModelFileError.self) { try TorchCheckpoint(file: file) }
    }
}
