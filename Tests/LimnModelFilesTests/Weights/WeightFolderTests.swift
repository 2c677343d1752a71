import Foundation
import LimnModelFiles
import Testing

@Suite struct WeightFolderTests {
    private let folder = FileManager.default.temporaryDirectory
        .appending(path: "limn-weights-\(UUID().uuidString)")

    private func write(_ name: String, _ tensors: [String: Float]) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try SafetensorsWriter.write(
            tensors.map { .init($0.key, shape: [1], values: [$0.value]) },
            to: folder.appending(path: name))
    }

    private func index(_ text: String) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: folder.appending(path: "model.safetensors.index.json"))
    }

    private func cleanUp() { try? FileManager.default.removeItem(at: folder) }

    @Test("A single file needs no index")
    func single() throws {
        defer { cleanUp() }
        try write("model.safetensors", ["a": 1])
        #expect(try WeightFolder(folder).floats("a", shape: [1]) == [1])
    }

    @Test("Tensors are found in the file that holds them")
    func shards() throws {
        defer { cleanUp() }
        try write("model-1.safetensors", ["a": 1, "b": 2])
        try write("model-2.safetensors", ["c": 3])
        try index(
            #"""
            {"metadata": {"total_size": 12}, "weight_map":
             {"c": "model-2.safetensors", "a": "model-1.safetensors", "b": "model-1.safetensors"}}
            """#)
        let weights = try WeightFolder(folder)
        #expect(Set(weights.names) == ["a", "b", "c"])
        #expect(try weights.floats("c", shape: [1]) == [3])
        #expect(try weights.floats("b", shape: [1]) == [2])
        #expect(throws: ModelFileError.self) { try weights.floats("d", shape: [1]) }
        #expect(weights.shape(of: "d") == nil)
    }

    @Test("PyTorch's own files are read where there are no safetensors")
    func torch() throws {
        defer { cleanUp() }
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let checkpoints = URL(filePath: #filePath)
            .appending(path: "../../../Fixtures/checkpoints").standardized
        try FileManager.default.copyItem(
            at: checkpoints.appending(path: "halves.bin"),
            to: folder.appending(path: "pytorch_model-1.bin"))
        try Data(#"{"weight_map": {"bfloat": "pytorch_model-1.bin"}}"#.utf8)
            .write(to: folder.appending(path: "pytorch_model.bin.index.json"))
        let weights = try WeightFolder(folder)
        #expect(try weights.floats("bfloat", shape: [2]) == [1, -3.140625])
        #expect(weights.shape(of: "turned") == [3, 2])
        // Safetensors come first.
        try write("model.safetensors", ["bfloat": 9])
        #expect(try WeightFolder(folder).names == ["bfloat"])
    }

    @Test("A tensor that is not where the index says, or lies in two files, is named")
    func contradictions() throws {
        defer { cleanUp() }
        try write("1.safetensors", ["a": 1])
        try write("2.safetensors", ["b": 2])
        try index(#"{"weight_map": {"a": "1.safetensors", "odd": "2.safetensors"}}"#)
        let error = #expect(throws: ModelFileError.self) { try WeightFolder(folder) }
        #expect(error?.message.contains("odd") == true)
        try write("2.safetensors", ["a": 2, "odd": 3])
        let twice = #expect(throws: ModelFileError.self) { try WeightFolder(folder) }
        #expect(twice?.message.contains("tensor a lies in 1.safetensors as well") == true)
    }

    @Test(
        "An index that leads out of the folder or is none is refused",
        arguments: [
            #"{"weight_map": {"a": "../model.safetensors"}}"#,
            #"{"weight_map": {"a": "/etc/passwd"}}"#, #"{"weight_map": {"a": ".."}}"#,
            #"{"weight_map": {"a": ""}}"#, #"{"weight_map": {}}"#, #"{"weight_map": {"a": 1}}"#,
            "{}", "[", "",
        ])
    func hostileIndex(text: String) throws {
        defer { cleanUp() }
        try index(text)
        #expect(throws: ModelFileError.self) { try WeightFolder(folder) }
    }

    @Test("A folder without weights says what was looked for")
    func nothing() {
        let error = #expect(throws: ModelFileError.self) { try WeightFolder(folder) }
        #expect(error?.message.contains("model.safetensors") == true)
    }
}
