import Foundation
import LimnTensors

/// The weights in a folder as the Hugging Face hub publishes models: one safetensors file, or several
/// with an index that says which holds which tensor.
///
/// ```swift
/// let weights = try WeightFolder(folder)
/// let norm = try weights.floats("model.norm.weight", shape: [4096])
/// ```
public struct WeightFolder: WeightSource {
    /// The folder.
    public let location: URL

    /// The names of the tensors, in the order of the files.
    public let names: [String]

    private let files: [any WeightSource]
    private let places: [String: Int]

    /// Opens the weights of `folder`.
    ///
    /// - Throws: `MappedBufferError` if a file cannot be read; ``ModelFileError`` if there are no
    ///   weights, a file is damaged, or the index and the files contradict each other.
    public init(_ folder: URL) throws {
        location = folder
        let single = folder.appending(path: "model.safetensors")
        let index = folder.appending(path: "model.safetensors.index.json")
        if FileManager.default.fileExists(atPath: index.path) {
            let shards = try ShardIndex(index)
            files = try shards.files.map { try SafetensorsFile(folder.appending(path: $0)) }
            try shards.check(files)
        } else if FileManager.default.fileExists(atPath: single.path) {
            files = [try SafetensorsFile(single)]
        } else {
            throw ModelFileError(
                file: folder,
                message: "the folder has neither model.safetensors nor an index of several files",
                remedy: "give the folder that the model's weights were downloaded to")
        }
        var names: [String] = []
        var places: [String: Int] = [:]
        for (number, file) in files.enumerated() {
            for name in file.names {
                if let other = places.updateValue(number, forKey: name) {
                    throw ModelFileError(
                        file: file.location,
                        message:
                            "the tensor \(name) lies in \(files[other].location.lastPathComponent)"
                            + " as well")
                }
                names.append(name)
            }
        }
        self.names = names
        self.places = places
    }

    /// The dimensions of a tensor; `nil` if there is none of that name.
    public func shape(of name: String) -> [Int]? {
        places[name].flatMap { files[$0].shape(of: name) }
    }

    /// The elements of a tensor of floats.
    ///
    /// - Throws: ``ModelFileError`` if there is no such tensor, or it has another shape or type.
    public func floats(_ name: String, shape: [Int]) throws -> [Float] {
        guard let place = places[name] else { throw missing(name) }
        return try files[place].floats(name, shape: shape)
    }
}
