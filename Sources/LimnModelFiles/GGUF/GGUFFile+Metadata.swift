import Foundation

extension GGUFFile {
    /// The keys of all metadata values, sorted.
    public var metadataKeys: [String] { metadata.keys.sorted() }

    /// The metadata value under `key`, where there is one.
    public func value(_ key: String) -> GGUFValue? { metadata[key]?.value }

    /// The integer under `key`, or `nil` if there is none.
    ///
    /// - Throws: ``ModelFileError`` if the value is something else or too large.
    public func integer(_ key: String) throws -> Int? {
        try entry(key, "an integer") { if case .integer(let value) = $0 { value } else { nil } }
    }

    /// The number under `key`, also one written as an integer, or `nil` if there is none.
    ///
    /// - Throws: ``ModelFileError`` if the value is something else.
    public func number(_ key: String) throws -> Double? {
        try entry(key, "a number") {
            switch $0 {
            case .float(let value): value
            case .integer(let value): Double(value)
            default: nil
            }
        }
    }

    /// The truth value under `key`, or `nil` if there is none.
    ///
    /// - Throws: ``ModelFileError`` if the value is something else.
    public func bool(_ key: String) throws -> Bool? {
        try entry(key, "a truth value") { if case .bool(let value) = $0 { value } else { nil } }
    }

    /// The text under `key`, or `nil` if there is none.
    ///
    /// - Throws: ``ModelFileError`` if the value is something else.
    public func string(_ key: String) throws -> String? {
        try entry(key, "a text") { if case .string(let value) = $0 { value } else { nil } }
    }

    /// The list of texts under `key`, or `nil` if there is none. Broken UTF-8 is repaired with U+FFFD.
    ///
    /// - Throws: ``ModelFileError`` if the value is something else.
    public func strings(_ key: String) throws -> [String]? {
        guard let array = try array(key, of: "texts", where: { $0 == .string }) else { return nil }
        var cursor = GGUFCursor(buffer: buffer, offset: array.range.lowerBound)
        var result: [String] = []
        result.reserveCapacity(array.count)
        for _ in 0..<array.count {
            result.append(String(decoding: try cursor.text(for: key), as: UTF8.self))
        }
        return result
    }

    /// One of the list of texts under `key`, or `nil` if there is none.
    ///
    /// - Throws: ``ModelFileError`` if the value is something else.
    public func string(_ key: String, at index: Int) throws -> String? {
        guard let array = try array(key, of: "texts", where: { $0 == .string }), index >= 0,
            index < array.count
        else { return nil }
        var cursor = GGUFCursor(buffer: buffer, offset: array.range.lowerBound)
        try cursor.skipTexts(index, for: key)
        return String(decoding: try cursor.text(for: key), as: UTF8.self)
    }

    /// The list of integers under `key`, or `nil` if there is none.
    ///
    /// - Throws: ``ModelFileError`` if the value is something else or an integer too large.
    public func integers(_ key: String) throws -> [Int]? {
        guard
            let array = try array(
                key, of: "integers",
                where: { ![.string, .array, .bool, .float32, .float64].contains($0) })
        else { return nil }
        return try values(of: array, key: key) {
            if case .integer(let value) = $0 { value } else { nil }
        }
    }

    /// The list of numbers under `key`, or `nil` if there is none.
    ///
    /// - Throws: ``ModelFileError`` if the value is something else.
    public func numbers(_ key: String) throws -> [Double]? {
        guard
            let array = try array(key, of: "numbers", where: { $0 == .float32 || $0 == .float64 })
        else { return nil }
        return try values(of: array, key: key) {
            if case .float(let value) = $0 { value } else { nil }
        }
    }

    /// `value`, or an error that the metadata value under `key` is missing.
    ///
    /// - Throws: ``ModelFileError`` if `value` is `nil`.
    public func required<Value>(_ key: String, _ value: Value?) throws -> Value {
        guard let value else {
            throw ModelFileError(
                file: file, message: "the metadata value \(key) is missing",
                remedy: "choose a file that a current converter wrote")
        }
        return value
    }

    private func entry<Value>(
        _ key: String, _ kind: String, _ convert: (GGUFValue) -> Value?
    ) throws -> Value? {
        guard let entry = metadata[key] else { return nil }
        guard let converted = convert(entry.value) else {
            throw ModelFileError(
                file: file, offset: entry.offset,
                message: "the metadata value \(key) is \(entry.value.kind), not \(kind)")
        }
        return converted
    }

    private func array(
        _ key: String, of kind: String, where matches: (GGUFValueType) -> Bool
    ) throws -> GGUFArray? {
        try entry(key, "a list of \(kind)") {
            if case .array(let array) = $0, matches(array.elementType) { array } else { nil }
        }
    }

    private func values<Value>(
        of array: GGUFArray, key: String, _ convert: (GGUFValue) -> Value?
    ) throws -> [Value] {
        var cursor = GGUFCursor(buffer: buffer, offset: array.range.lowerBound)
        var result: [Value] = []
        result.reserveCapacity(array.count)
        for _ in 0..<array.count {
            let place = cursor.offset
            guard let value = convert(try cursor.value(of: array.elementType, for: key)) else {
                throw cursor.failure("an element of \(key) is too large", at: place)
            }
            result.append(value)
        }
        return result
    }
}
