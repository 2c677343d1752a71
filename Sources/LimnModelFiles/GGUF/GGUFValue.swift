/// A value of a GGUF file's metadata.
public enum GGUFValue: Sendable {
    /// An integer of 8 to 64 bits, signed or not, that fits an `Int`.
    case integer(Int)
    /// An unsigned integer beyond `Int.max`.
    case unsigned(UInt64)
    /// A number of 32 or 64 bits.
    case float(Double)
    /// A truth value.
    case bool(Bool)
    /// A text. Broken UTF-8 is repaired with U+FFFD.
    case string(String)
    /// A list, whose elements are decoded when asked for.
    case array(GGUFArray)

    /// What the value is, for messages.
    var kind: String {
        switch self {
        case .integer, .unsigned: "an integer"
        case .float: "a number"
        case .bool: "a truth value"
        case .string: "a text"
        case .array(let array): "a list of \(array.count) \(array.elementKind)"
        }
    }
}

/// The type numbers of metadata values in the GGUF format.
enum GGUFValueType: UInt32 {
    case uint8 = 0
    case int8
    case uint16
    case int16
    case uint32
    case int32
    case float32
    case bool
    case string
    case array
    case uint64
    case int64
    case float64

    /// The bytes a value takes, or `nil` for texts and lists.
    var byteCount: Int? {
        switch self {
        case .uint8, .int8, .bool: 1
        case .uint16, .int16: 2
        case .uint32, .int32, .float32: 4
        case .uint64, .int64, .float64: 8
        case .string, .array: nil
        }
    }
}

/// A list in a GGUF file's metadata: checked against the file when the file was opened, decoded when
/// asked for.
public struct GGUFArray: Sendable {
    /// The number of elements.
    public let count: Int

    let elementType: GGUFValueType

    /// The bytes of the elements in the file.
    let range: Range<Int>

    var elementKind: String {
        switch elementType {
        case .string: "texts"
        case .array: "lists"
        case .bool: "truth values"
        case .float32, .float64: "numbers"
        default: "integers"
        }
    }
}
