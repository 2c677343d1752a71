import Foundation

/// An embedding container of 32 dimensions, two heads and two layers, with weights from a formula:
/// small enough to spoil byte by byte.
struct EmbedderTestContainer {
    static let hidden = 32
    static let heads = 2
    static let layers = 2
    static let intermediate = 64
    static let positions = 16
    static let pieces: [(text: String, score: Float)] = [
        ("<s>", 0), ("<pad>", 0), ("</s>", 0), ("<unk>", 0), ("▁", -2), ("▁a", -3), ("b", -3),
        ("ab", -4), ("query", -5), (":", -3), ("中", -4), ("▁ab", -6), ("<mask>", 0),
    ]
    static let rows = pieces.count + 3

    /// Every tensor's values as the file stores them, for a reference.
    private(set) var tensors: [String: [Float]] = [:]
    private(set) var data = Data()
    /// Where the data of tensors begins.
    private(set) var directoryEnd = 0

    init() {
        let lengths = Self.tensorLengths
        for (index, entry) in lengths.enumerated() {
            tensors[entry.name] = Self.values(seed: index, count: entry.count, name: entry.name)
        }
        data += Data("E5S1".utf8)
        append(UInt32(1))
        for value in [
            Self.hidden, Self.layers, Self.heads, Self.intermediate, Self.rows, Self.positions, 2,
        ] { append(Int32(value)) }
        append(Float(1e-12).bitPattern)
        append(Int32(32))
        appendVocabulary()
        appendNormalizer()
        append(Int32(lengths.count))
        var offset = data.count + lengths.reduce(0) { $0 + 23 + $1.name.utf8.count }
        var blobs = Data()
        for entry in lengths {
            let blob = encode(entry.name)
            append(UInt16(entry.name.utf8.count))
            data += Data(entry.name.utf8)
            append(UInt8(Self.isQuantized(entry.name) ? 1 : 0))
            append(UInt32(entry.count))
            append(UInt64(offset))
            append(UInt64(blob.count))
            offset += blob.count
            blobs += blob
        }
        directoryEnd = data.count
        data += blobs
    }

    private static var tensorLengths: [(name: String, count: Int)] {
        var result = [
            ("emb.word", rows * hidden), ("emb.pos", positions * hidden), ("emb.type", 2 * hidden),
            ("emb.ln.w", hidden), ("emb.ln.b", hidden),
        ]
        for layer in 0..<layers {
            for (name, inputs, outputs) in [
                ("q", hidden, hidden), ("k", hidden, hidden), ("v", hidden, hidden),
                ("ao", hidden, hidden), ("aln", 0, hidden), ("fi", hidden, intermediate),
                ("fo", intermediate, hidden), ("oln", 0, hidden),
            ] {
                result.append(("l\(layer).\(name).w", max(inputs, 1) * outputs))
                result.append(("l\(layer).\(name).b", outputs))
            }
        }
        return result
    }

    private static func isQuantized(_ name: String) -> Bool {
        name == "emb.word" || name.hasSuffix(".w") && !name.contains("ln.")
    }

    /// Values that four bits and the scale 1/16 hold exactly, so that the reference is exact too.
    private static func values(seed: Int, count: Int, name: String) -> [Float] {
        var generator = FixedGenerator(state: UInt64(seed) &+ 99)
        return (0..<count).map { _ in
            let value = Float(Int.random(in: -7...7, using: &generator)) / 16
            return name.hasSuffix("ln.w") ? 1 + value / 4 : value
        }
    }

    private func encode(_ name: String) -> Data {
        let values = tensors[name] ?? []
        guard Self.isQuantized(name) else {
            return values.reduce(into: Data()) { data, value in
                withUnsafeBytes(of: value.bitPattern.littleEndian) { data += $0 }
            }
        }
        var data = Data()
        for block in stride(from: 0, to: values.count, by: 32) {
            data += [0x00, 0x2C]  // 1/16 in half precision
            for index in block..<(block + 16) {
                let low = UInt8(Int(values[index] * 16) + 8)
                let high = UInt8(Int(values[index + 16] * 16) + 8)
                data.append(low | high << 4)
            }
        }
        return data
    }

    private mutating func appendVocabulary() {
        append(Int32(Self.pieces.count))
        for id: Int32 in [0, 2, 1, 3] { append(id) }
        let bytes = Data(Self.pieces.map(\.text).joined().utf8)
        append(UInt64(bytes.count))
        var end: UInt32 = 0
        append(end)
        for piece in Self.pieces {
            end += UInt32(piece.text.utf8.count)
            append(end)
        }
        for piece in Self.pieces { append(piece.score.bitPattern) }
        data += bytes
    }

    private mutating func appendNormalizer() {
        append(Int32(2))
        append(UInt32(5 + 4 + 5))
        append(UInt32(0x0A))
        append(UInt8(1))
        append(UInt32(0x20))
        append(UInt32(0x200B))
        append(UInt8(0))
    }

    private mutating func append(_ value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.littleEndian) { data += $0 }
    }

    /// Writes bytes to a new file and passes it on.
    static func withFile<Result>(_ data: Data, _ body: (URL) throws -> Result) throws -> Result {
        let file = FileManager.default.temporaryDirectory.appending(
            path: "limn-embedder-\(UUID().uuidString).bin")
        try data.write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try body(file)
    }
}
