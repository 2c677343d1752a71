import Foundation
import LimnModelFiles
import LimnTensors
import Testing

/// A copy of a published checkpoint of Tests/Fixtures/families, to be changed.
struct PublishedFolder {
    let folder: URL

    static let fixtures = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Fixtures/families")

    /// Copies the checkpoint of a family.
    init(_ family: String) throws {
        folder = FileManager.default.temporaryDirectory
            .appending(path: "limn-\(family)-\(UUID().uuidString)")
        try FileManager.default.copyItem(
            at: Self.fixtures.appending(path: family), to: folder)
    }

    func remove() { try? FileManager.default.removeItem(at: folder) }

    /// Changes one of the JSON files.
    func change(
        _ name: String = "config.json", _ body: (inout [String: Any]) throws -> Void
    ) throws {
        let file = folder.appending(path: name)
        var values = try #require(
            try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
        try body(&values)
        try JSONSerialization.data(withJSONObject: values).write(to: file)
    }

    /// Writes all tensors into one file, as elements of a type.
    ///
    /// - Parameter body: What becomes of a tensor: its name, shape and elements; `nil` leaves it out.
    func rewrite(
        as type: ElementType,
        _ body: (String, [Int], [Float]) -> (String, [Int], [Float])? = { ($0, $1, $2) }
    ) throws {
        let weights = try WeightFolder(folder)
        var header: [String: Any] = [:]
        var data = Data()
        for name in weights.names {
            let shape = try #require(weights.shape(of: name))
            let values = try weights.floats(name, shape: shape)
            guard let (name, shape, kept) = body(name, shape, values) else { continue }
            let bytes = try #require(
                kept.withUnsafeBufferPointer { TransformerOperations.quantize($0, as: type) })
            header[name] = [
                "dtype": type.name, "shape": shape,
                "data_offsets": [data.count, data.count + bytes.count],
            ]
            data += bytes
        }
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path)
        where name.hasPrefix("model") {
            try FileManager.default.removeItem(at: folder.appending(path: name))
        }
        let text = try JSONSerialization.data(withJSONObject: header)
        var file = withUnsafeBytes(of: UInt64(text.count).littleEndian) { Data($0) }
        file += text + data
        try file.write(to: folder.appending(path: "model.safetensors"))
    }
}
