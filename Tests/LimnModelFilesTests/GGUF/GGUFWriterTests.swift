import Foundation
import LimnModelFiles
import LimnTensors
import Testing

@Suite struct GGUFWriterTests {
    private let file = FileManager.default.temporaryDirectory
        .appending(path: "limn-written-\(UUID().uuidString).gguf")

    private func tensor(_ name: String, _ dimensions: [Int], _ type: ElementType) throws
        -> GGUFWriter.Tensor
    {
        GGUFWriter.Tensor(name, shape: try #require(Shape(dimensions)), elementType: type)
    }

    @Test("What is written is read again")
    func roundTrip() throws {
        defer { try? FileManager.default.removeItem(at: file) }
        let writer = try GGUFWriter(
            file,
            values: [
                ("text", .string("又见")), ("number", .integer(7)), ("float", .float(0.5)),
                ("yes", .bool(true)), ("words", .strings(["a", ""])), ("scores", .floats([-1])),
                ("kinds", .integers([3, -4])),
            ],
            tensors: [tensor("odd", [3], .f32), tensor("blocks", [32, 2], .q8_0)])
        try writer.write([1, 2, 3, 4, 5, 6, 7, 8])
        try writer.write([9, 10, 11, 12])
        try writer.write([UInt8](repeating: 9, count: 68))
        #expect(!FileManager.default.fileExists(atPath: file.path))
        try writer.finish()
        let read = try GGUFFile(file)
        #expect(try read.string("text") == "又见" && read.integer("number") == 7)
        #expect(try read.number("float") == 0.5 && read.bool("yes") == true)
        #expect(try read.strings("words") == ["a", ""] && read.numbers("scores") == [-1])
        #expect(try read.integers("kinds") == [3, -4])
        let odd = try #require(read.tensor(named: "odd"))
        #expect(Array(try read.bytes(of: odd)) == Array(1...12))
        let blocks = try #require(read.tensor(named: "blocks"))
        #expect(blocks.elementType == .q8_0 && blocks.shape.dimensions == [32, 2])
        #expect(Array(try read.bytes(of: blocks)) == [UInt8](repeating: 9, count: 68))
    }

    @Test("Metadata of every type goes into another file as it is, but for the alignment")
    func copiedValues() throws {
        defer { try? FileManager.default.removeItem(at: file) }
        var builder = GGUFBuilder.sample()
        builder.values.append(
            ("general.alignment", GGUFBuilder.value(4, GGUFBuilder.integer(UInt32(32)))))
        try withTemporaryFile(builder.bytes()) { source in
            let original = try GGUFFile(source)
            try GGUFWriter(file, values: original.values, tensors: []).finish()
            let copy = try GGUFFile(file)
            #expect(original.values.map(\.0) == copy.values.map(\.0))
            #expect(
                Set(copy.metadataKeys)
                    == Set(original.metadataKeys).subtracting(["general.alignment"]))
            // The values lie one behind the other, with their keys and types.
            builder.values.removeLast()
            builder.tensors = []
            builder.data = []
            #expect(try Data(contentsOf: file) == Data(builder.bytes()))
        }
    }

    @Test("A file that is not finished leaves nothing behind")
    func unfinished() throws {
        let folder = file.deletingPathExtension()
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        do {
            let writer = try GGUFWriter(
                folder.appending(path: "a.gguf"), values: [], tensors: [tensor("a", [2], .f32)])
            try writer.write([1, 2, 3, 4])
            #expect(throws: ModelFileError.self) { try writer.finish() }
            #expect(throws: ModelFileError.self) { try writer.write([1, 2, 3, 4, 5]) }
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    @Test("Tensors of one name, rows of half a block and folders that are not there are refused")
    func refused() throws {
        for tensors in [
            [try tensor("a", [2], .f32), try tensor("a", [1], .f32)],
            [try tensor("a", [31], .q8_0)],
        ] {
            #expect(throws: ModelFileError.self) {
                try GGUFWriter(file, values: [], tensors: tensors)
            }
        }
        #expect(throws: ModelFileError.self) {
            try GGUFWriter(URL(filePath: "/nowhere/a.gguf"), values: [], tensors: [])
        }
    }
}
