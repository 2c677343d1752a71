import LimnTensors

/// A metadata value where it lies in a GGUF file.
struct GGUFEntry: Sendable {
    let value: GGUFValue
    let type: GGUFValueType
    /// Its bytes in the file, without its key and type.
    let range: Range<Int>

    /// Where it begins, for messages.
    var offset: Int { range.lowerBound }
}

/// A metadata value as a GGUF file holds it, to be written into another one.
public struct GGUFEncodedValue: Sendable {
    let type: GGUFValueType
    let bytes: [UInt8]
}

extension GGUFFile {
    /// The metadata, to be written into another file, in the order of this one.
    ///
    /// The alignment is left out: it belongs to this file.
    public var values: [(String, GGUFWriter.Value)] {
        metadata.filter { $0.key != "general.alignment" }
            .sorted { $0.value.offset < $1.value.offset }
            .map { key, entry in
                let bytes = Array(buffer.bytes[entry.range])
                return (key, .encoded(GGUFEncodedValue(type: entry.type, bytes: bytes)))
            }
    }
}
