import Foundation
import LimnTensors

/// The weights in a folder as the Hugging Face hub publishes models: one file, or several with an index
/// that says which holds which tensor; safetensors where they are there, or PyTorch's own.
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

    /// The files.
    public var locations: [URL] { files.map(\.location) }

    private let files: [any WeightSource]
    private let places: [String: Int]

    /// Opens the weights of `folder`.
    ///
    /// - Throws: `MappedBufferError` if a file cannot be read; ``ModelFileError`` if there are no
    ///   weights, a file is damaged, or the index and the files contradict each other.
    public init(_ folder: URL) throws {
        location = folder
        files = try Self.files(in: folder)
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

    private static func files(in folder: URL) throws -> [any WeightSource] {
        for (name, open) in [
            ("model.safetensors", { try SafetensorsFile($0) }),
            ("pytorch_model.bin", { try TorchCheckpoint(file: $0) }),
        ] as [(String, (URL) throws -> any WeightSource)] {
            let single = folder.appending(path: name)
            let index = folder.appending(path: name + ".index.json")
            if FileManager.default.fileExists(atPath: index.path) {
                let shards = try ShardIndex(index)
                let files = try shards.files.map { try open(folder.appending(path: $0)) }
                try shards.check(files)
                return files
            }
            if FileManager.default.fileExists(atPath: single.path) { return [try open(single)] }
        }
        throw ModelFileError(
            file: folder,
            message:
                "the folder has neither model.safetensors nor pytorch_model.bin, and no index of "
                + "several such files",
            remedy: "give the folder that the model's weights were downloaded to")
    }

    /// The dimensions of a tensor; `nil` if there is none of that name.
    public func shape(of name: String) -> [Int]? {
        places[name].flatMap { files[$0].shape(of: name) }
    }

    /// How a tensor of floats is stored; `nil` if there is none of that name.
    public func elementType(of name: String) -> ElementType? {
        places[name].flatMap { files[$0].elementType(of: name) }
    }

    /// Some of the elements of a tensor of floats.
    ///
    /// - Throws: ``ModelFileError`` if there is no such tensor, or it has another shape or type.
    public func elements(_ name: String, shape: [Int], range: Range<Int>) throws -> [Float] {
        guard let place = places[name] else { throw missing(name) }
        return try files[place].elements(name, shape: shape, range: range)
    }

    /// Tells that a tensor is not needed again soon.
    public func release(_ name: String) {
        if let place = places[name] { files[place].release(name) }
    }
}
