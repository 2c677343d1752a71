import Foundation
import LimnTensors

/// Small JSON files beside published weights. They come from a stranger.
public enum PublishedFile {
    private static let longest = 64 << 20

    /// The bytes of a file of at most 64 MiB.
    ///
    /// - Throws: `MappedBufferError` if it cannot be read, ``ModelFileError`` if it is too long.
    public static func bytes(_ file: URL) throws -> Data {
        let buffer = try MappedBuffer(file: file)
        guard buffer.count <= longest else {
            throw ModelFileError(
                file: file, message: "\(buffer.count) bytes are too many for such a file")
        }
        return Data(buffer.bytes)
    }

    /// What a JSON file holds.
    ///
    /// - Throws: As ``bytes(_:)``, and ``ModelFileError`` with the place if it is not the JSON that is
    ///   expected.
    public static func read<Value: Decodable>(_ type: Value.Type, _ file: URL) throws -> Value {
        do {
            return try JSONDecoder().decode(type, from: try bytes(file))
        } catch let error as DecodingError {
            throw ModelFileError(file: file, message: "the file cannot be read: \(error.place)")
        }
    }

    /// What a JSON file holds; `nil` if there is no such file.
    ///
    /// - Throws: As ``read(_:_:)``.
    public static func readIfThere<Value: Decodable>(_ type: Value.Type, _ file: URL) throws
        -> Value?
    {
        FileManager.default.fileExists(atPath: file.path) ? try read(type, file) : nil
    }
}
