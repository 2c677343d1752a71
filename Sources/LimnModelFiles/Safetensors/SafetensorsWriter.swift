import Foundation

/// Writes tensors of floats into a safetensors file.
public enum SafetensorsWriter {
    /// A tensor to write.
    public struct Tensor: Sendable {
        /// Its name, once in a file.
        public let name: String
        /// Its dimensions, the one that varies slowest first.
        public let shape: [Int]
        /// Its elements, as many as the dimensions ask for.
        public let values: [Float]

        /// Describes a tensor.
        public init(_ name: String, shape: [Int], values: [Float]) {
            self.name = name
            self.shape = shape
            self.values = values
        }
    }

    /// Writes `tensors` as F32 in the order given; a file that is there is replaced once the new one
    /// is whole.
    ///
    /// - Throws: ``ModelFileError`` if two tensors have one name or one has not the elements of its
    ///   shape; the system's error if the file cannot be written.
    public static func write(_ tensors: [Tensor], to file: URL) throws {
        var header: [String: Entry] = [:]
        var length = 0
        for tensor in tensors {
            let end = length + tensor.values.count * 4
            guard tensor.shape.reduce(1, *) == tensor.values.count else {
                throw ModelFileError(
                    file: file,
                    message: "\(tensor.values.count) values for the tensor \(tensor.name) of "
                        + "\(tensor.shape)", remedy: "this is a mistake in Limn; report it")
            }
            let entry = Entry(shape: tensor.shape, offsets: [length, end])
            guard header.updateValue(entry, forKey: tensor.name) == nil else {
                throw ModelFileError(
                    file: file, message: "two tensors are named \(tensor.name)",
                    remedy: "this is a mistake in Limn; report it")
            }
            length = end
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        var text = try encoder.encode(header)
        // Blanks at the end of the header bring the elements to a multiple of 8 bytes.
        text.append(contentsOf: [UInt8](repeating: 0x20, count: (8 - text.count % 8) % 8))
        var data = Data(capacity: 8 + text.count + length)
        withUnsafeBytes(of: UInt64(text.count).littleEndian) { data.append(contentsOf: $0) }
        data.append(text)
        for tensor in tensors {
            for value in tensor.values {
                withUnsafeBytes(of: value.bitPattern.littleEndian) { data.append(contentsOf: $0) }
            }
        }
        try data.write(to: file, options: .atomic)
    }

    private struct Entry: Encodable {
        let dtype = "F32"
        let shape: [Int]
        let offsets: [Int]

        private enum CodingKeys: String, CodingKey {
            case dtype, shape
            case offsets = "data_offsets"
        }
    }
}
