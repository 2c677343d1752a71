/// Bytes from which fixed-width little-endian integers are read at checked offsets.
struct LittleEndianBytes {
    let bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    func u16(at offset: Int) -> UInt16 { integer(at: offset) }
    func u32(at offset: Int) -> UInt32 { integer(at: offset) }
    func u64(at offset: Int) -> UInt64 { integer(at: offset) }

    private func integer<Value: FixedWidthInteger>(at offset: Int) -> Value {
        var value: Value = 0
        for index in 0..<MemoryLayout<Value>.size {
            value |= Value(bytes[offset + index]) << (8 * index)
        }
        return value
    }
}
