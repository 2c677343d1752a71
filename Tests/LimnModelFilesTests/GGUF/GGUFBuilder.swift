import Foundation

/// Writes GGUF files for tests, also ones that lie.
struct GGUFBuilder {
    struct Tensor {
        var name: String
        var dimensions: [UInt64]
        var type: UInt32
        var offset: UInt64
    }

    var version: UInt32 = 3
    var tensorCount: UInt64?
    var valueCount: UInt64?
    var values: [(key: String, bytes: [UInt8])] = []
    var tensors: [Tensor] = []
    var data: [UInt8] = []
    var alignment = 32

    static func integer(_ value: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }

    static func text(_ text: String) -> [UInt8] {
        integer(UInt64(text.utf8.count)) + Array(text.utf8)
    }

    /// A value of a type, its bytes given.
    static func value(_ type: UInt32, _ bytes: [UInt8]) -> [UInt8] { integer(type) + bytes }

    static func array(_ type: UInt32, count: UInt64, _ bytes: [UInt8]) -> [UInt8] {
        value(9, integer(type) + integer(count) + bytes)
    }

    func bytes() -> [UInt8] {
        var file = Array("GGUF".utf8) + Self.integer(version)
        file += Self.integer(tensorCount ?? UInt64(tensors.count))
        file += Self.integer(valueCount ?? UInt64(values.count))
        for (key, bytes) in values { file += Self.text(key) + bytes }
        for tensor in tensors {
            file += Self.text(tensor.name) + Self.integer(UInt32(tensor.dimensions.count))
            for dimension in tensor.dimensions { file += Self.integer(dimension) }
            file += Self.integer(tensor.type) + Self.integer(tensor.offset)
        }
        while !file.count.isMultiple(of: alignment) { file.append(0) }
        return file + data
    }

    /// A file with a value of each type and two tensors.
    static func sample() -> GGUFBuilder {
        var builder = GGUFBuilder()
        builder.values = [
            ("general.architecture", value(8, text("llama"))),
            ("small", value(0, [200])), ("negative", value(1, [0xfe])),
            ("short", value(2, integer(UInt16(60_000)))),
            ("signed", value(5, integer(Int32(-7)))),
            ("large", value(10, integer(UInt64.max))),
            ("long", value(11, integer(Int64(-1) << 40))),
            ("float", value(6, integer(Float(1.5).bitPattern))),
            ("double", value(12, integer(Double(0.1).bitPattern))),
            ("true", value(7, [1])),
            ("words", array(8, count: 2, text("one") + text("zwei"))),
            ("numbers", array(5, count: 3, [1, 2, -3].flatMap { integer(Int32($0)) })),
            ("scores", array(6, count: 1, integer(Float(2.5).bitPattern))),
            ("nested", array(9, count: 1, integer(UInt32(0)) + integer(UInt64(2)) + [4, 5])),
        ]
        builder.tensors = [
            Tensor(name: "a", dimensions: [32, 2], type: 2, offset: 0),
            Tensor(name: "b", dimensions: [3], type: 0, offset: 64),
        ]
        builder.data = [UInt8](repeating: 7, count: 64 + 12)
        return builder
    }
}

/// Writes bytes to a file while `body` runs.
func withTemporaryFile<Result>(
    _ bytes: [UInt8], _ body: (URL) throws -> Result
) throws -> Result {
    let file = FileManager.default.temporaryDirectory.appending(
        path: "limn-test-\(UUID().uuidString).gguf")
    try Data(bytes).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    return try body(file)
}
