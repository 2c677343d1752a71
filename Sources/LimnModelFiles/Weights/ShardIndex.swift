import Foundation
import LimnTensors

/// The index of weights that lie in several files: a JSON object whose `weight_map` gives the file
/// of each tensor.
struct ShardIndex {
    /// The names of the files beside the index, in order.
    let files: [String]

    private let location: URL
    private let map: [String: String]

    /// An index of a hundred thousand tensors is smaller.
    private static let longest = 64 << 20

    init(_ file: URL) throws {
        location = file
        let buffer = try MappedBuffer(file: file)
        guard buffer.count <= Self.longest else {
            throw ModelFileError(
                file: file, message: "\(buffer.count) bytes are too many for an index of weights")
        }
        do {
            map = try JSONDecoder().decode(Document.self, from: Data(buffer.bytes)).map
        } catch let error as DecodingError {
            throw ModelFileError(
                file: file, message: "the index cannot be read: \(error.place)")
        }
        files = Set(map.values).sorted()
        // Names of files come from a stranger: they must not lead out of the folder.
        for name in files
        where name.isEmpty || name.hasPrefix(".") || name.contains(where: \.isPath) {
            throw ModelFileError(
                file: file,
                message: "the index names “\(name.prefix(80))”, which is no plain file name",
                remedy: "do not trust the file")
        }
        guard !files.isEmpty else {
            throw ModelFileError(file: file, message: "the index names no files")
        }
    }

    /// Sees whether every tensor lies in the file that the index names.
    func check(_ sources: [any WeightSource]) throws {
        var holders: [String: any WeightSource] = [:]
        for (name, source) in zip(files, sources) { holders[name] = source }
        for (tensor, name) in map.sorted(by: { $0.key < $1.key })
        where holders[name]?.shape(of: tensor) == nil {
            throw ModelFileError(
                file: location,
                message: "the index says that the tensor \(tensor) lies in \(name), but it does not"
            )
        }
    }

    private struct Document: Decodable {
        let map: [String: String]

        private enum CodingKeys: String, CodingKey {
            case map = "weight_map"
        }
    }
}

extension Character {
    /// Whether it separates the parts of a path, or ends one.
    fileprivate var isPath: Bool { self == "/" || self == "\\" || self == "\0" }
}
