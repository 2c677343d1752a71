import Foundation

/// Reads a Python pickle (protocols 2 to 4) as data: an allow-list of opcodes builds values, an
/// allow-list of names stands for tensors, and nothing is called.
struct PickleReader {
    private let bytes: UnsafeRawBufferPointer
    private let file: URL
    /// Where the next opcode is.
    private(set) var position: Int
    private var stack: [PickleValue] = []
    private var memo: [Int: PickleValue] = [:]

    /// Texts longer than this do not occur in checkpoints.
    private static let longestText = 1 << 20

    init(_ bytes: UnsafeRawBufferPointer, at position: Int = 0, file: URL) {
        self.bytes = bytes
        self.position = position
        self.file = file
    }

    /// Reads one pickle and leaves `position` behind it.
    mutating func read() throws -> PickleValue {
        stack = []
        memo = [:]
        while true {
            let start = position
            let opcode = try byte()
            if opcode == UInt8(ascii: ".") { return try pop() }
            try perform(opcode, at: start)
        }
    }

    func failure(_ message: String, at offset: Int? = nil) -> ModelFileError {
        ModelFileError(file: file, offset: offset ?? position, message: message)
    }

    private mutating func perform(_ opcode: UInt8, at start: Int) throws {
        switch opcode {
        case 0x80: _ = try byte()
        case 0x95: _ = try integer(bytes: 8)
        case UInt8(ascii: "("): stack.append(.mark)
        case UInt8(ascii: "}"): stack.append(.dictionary(PickleDictionary()))
        case UInt8(ascii: "]"): stack.append(.list(PickleList()))
        case UInt8(ascii: ")"): stack.append(.tuple([]))
        case UInt8(ascii: "t"): stack.append(.tuple(try popToMark()))
        case 0x85...0x87: stack.append(.tuple(try pop(Int(opcode) - 0x84)))
        case UInt8(ascii: "N"): stack.append(.none)
        case 0x88: stack.append(.bool(true))
        case 0x89: stack.append(.bool(false))
        case UInt8(ascii: "K"): stack.append(.int(try integer(bytes: 1)))
        case UInt8(ascii: "M"): stack.append(.int(try integer(bytes: 2)))
        case UInt8(ascii: "J"):
            stack.append(.int(Int(Int32(truncatingIfNeeded: try integer(bytes: 4)))))
        case 0x8a: stack.append(try long())
        case UInt8(ascii: "G"): stack.append(.float(try double()))
        case UInt8(ascii: "X"): stack.append(.string(try text(lengthBytes: 4)))
        case 0x8c: stack.append(.string(try text(lengthBytes: 1)))
        case UInt8(ascii: "q"): try remember(try integer(bytes: 1))
        case UInt8(ascii: "r"): try remember(try integer(bytes: 4))
        case 0x94: try remember(memo.count)
        case UInt8(ascii: "h"): try recall(try integer(bytes: 1))
        case UInt8(ascii: "j"): try recall(try integer(bytes: 4))
        case UInt8(ascii: "c"): try global(module: try line(), name: try line(), at: start)
        case 0x93:
            let names = try pop(2)
            guard case .string(let module) = names[0], case .string(let name) = names[1] else {
                throw failure("a name is not text", at: start)
            }
            try global(module: module, name: name, at: start)
        case UInt8(ascii: "a"):
            let item = try pop()
            try list(at: start).items.append(item)
        case UInt8(ascii: "e"):
            let items = try popToMark()
            try list(at: start).items += items
        case UInt8(ascii: "s"):
            let items = try pop(2)
            try setItems(items, at: start)
        case UInt8(ascii: "u"):
            let items = try popToMark()
            try setItems(items, at: start)
        case UInt8(ascii: "Q"): stack.append(.storage(try storage(try pop(), at: start)))
        case UInt8(ascii: "R"):
            let values = try pop(2)
            stack.append(try reduce(values[0], values[1], at: start))
        case UInt8(ascii: "b"):
            // The state of an ordered dictionary: PyTorch keeps version numbers there.
            _ = try pop()
        default:
            throw failure(
                "the pickle opcode 0x\(String(opcode, radix: 16)) is not one that weights need",
                at: start)
        }
    }

    // MARK: Stack

    private mutating func pop() throws -> PickleValue {
        guard let value = stack.popLast() else { throw failure("the pickle's stack is empty") }
        return value
    }

    private mutating func pop(_ count: Int) throws -> [PickleValue] {
        guard stack.count >= count else { throw failure("the pickle's stack is empty") }
        let values = Array(stack.suffix(count))
        stack.removeLast(count)
        return values
    }

    private mutating func popToMark() throws -> [PickleValue] {
        let found = stack.lastIndex { value in
            if case .mark = value { true } else { false }
        }
        guard let found else { throw failure("the pickle closes what it never opened") }
        let values = Array(stack[(found + 1)...])
        stack.removeSubrange(found...)
        return values
    }

    private mutating func remember(_ key: Int) throws {
        guard let value = stack.last else { throw failure("the pickle's stack is empty") }
        memo[key] = value
    }

    private mutating func recall(_ key: Int) throws {
        guard let value = memo[key] else { throw failure("the pickle recalls nothing") }
        stack.append(value)
    }

    private func list(at offset: Int) throws -> PickleList {
        guard case .list(let list)? = stack.last else {
            throw failure("the pickle appends to what is no list", at: offset)
        }
        return list
    }

    // MARK: Objects

    private mutating func global(module: String, name: String, at offset: Int) throws {
        guard let global = PickleGlobal(module: module, name: name) else {
            throw ModelFileError(
                file: file, offset: offset,
                message: "the file names \(module.prefix(80)).\(name.prefix(80)), which is not "
                    + "part of a set of weights",
                remedy: "do not trust the file; save its state_dict alone, or as safetensors")
        }
        stack.append(.global(global))
    }

    private func setItems(_ items: [PickleValue], at offset: Int) throws {
        guard case .dictionary(let dictionary)? = stack.last, items.count % 2 == 0 else {
            throw failure("the pickle sets items of what is no dictionary", at: offset)
        }
        for index in stride(from: 0, to: items.count, by: 2) {
            if case .string(let key) = items[index] {
                dictionary.entries.append((key, items[index + 1]))
            }
        }
    }

    private func reduce(
        _ function: PickleValue, _ arguments: PickleValue, at offset: Int
    ) throws -> PickleValue {
        guard case .global(let function) = function, case .tuple(let arguments) = arguments else {
            throw failure("the pickle calls what is no function", at: offset)
        }
        switch function {
        case .orderedDictionary: return .dictionary(PickleDictionary())
        case .rebuildParameter:
            guard case .tensor? = arguments.first else { break }
            return arguments[0]
        case .rebuildTensor:
            guard arguments.count >= 4, case .storage(let storage) = arguments[0],
                case .int(let start) = arguments[1], let shape = integers(arguments[2]),
                let strides = integers(arguments[3])
            else { break }
            return .tensor(
                TorchTensor(storage: storage, offset: start, shape: shape, strides: strides))
        case .storage: break
        }
        throw failure("the pickle rebuilds a tensor in an unknown way", at: offset)
    }

    private func integers(_ value: PickleValue) -> [Int]? {
        guard case .tuple(let items) = value else { return nil }
        var result: [Int] = []
        for item in items {
            guard case .int(let integer) = item else { return nil }
            result.append(integer)
        }
        return result
    }

    private func storage(_ value: PickleValue, at offset: Int) throws -> TorchStorage {
        guard case .tuple(let parts) = value, parts.count >= 5,
            case .string("storage") = parts[0], case .global(.storage(let element)) = parts[1],
            case .string(let key) = parts[2], case .int(let count) = parts[4], count >= 0
        else { throw failure("a storage is described in an unknown way", at: offset) }
        return TorchStorage(key: key, element: element, count: count)
    }

    // MARK: Bytes

    private mutating func take(_ count: Int) throws -> UnsafeRawBufferPointer {
        guard count >= 0, count <= bytes.count - position else {
            throw failure("the pickle ends early")
        }
        defer { position += count }
        return UnsafeRawBufferPointer(rebasing: bytes[position..<position + count])
    }

    private mutating func byte() throws -> UInt8 { try take(1)[0] }

    private mutating func integer(bytes count: Int) throws -> Int {
        var value: UInt64 = 0
        for (index, byte) in try take(count).enumerated() { value |= UInt64(byte) << (8 * index) }
        return Int(truncatingIfNeeded: value)
    }

    private mutating func long() throws -> PickleValue {
        let digits = Array(try take(Int(try byte())))
        guard digits.count <= 8 else { return .bigInteger(digits) }
        var value: UInt64 = 0
        for (index, byte) in digits.enumerated() { value |= UInt64(byte) << (8 * index) }
        if let last = digits.last, last >= 128, digits.count < 8 {
            value |= ~UInt64(0) << (8 * digits.count)
        }
        return .int(Int(truncatingIfNeeded: value))
    }

    private mutating func double() throws -> Double {
        Double(bitPattern: try take(8).reduce(0) { $0 << 8 | UInt64($1) })
    }

    private mutating func text(lengthBytes: Int) throws -> String {
        let length = try integer(bytes: lengthBytes)
        guard length <= Self.longestText else { throw failure("a text of \(length) bytes") }
        return String(decoding: try take(length), as: UTF8.self)
    }

    private mutating func line() throws -> String {
        var end = position
        while end < bytes.count, bytes[end] != UInt8(ascii: "\n") { end += 1 }
        guard end - position <= 512 else { throw failure("a name of \(end - position) bytes") }
        let text = String(decoding: try take(end - position), as: UTF8.self)
        _ = try byte()
        return text
    }
}
