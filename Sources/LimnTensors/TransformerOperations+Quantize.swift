import CLimnKernels

extension TransformerOperations {
    /// The element types that ``quantize(_:as:)`` writes.
    public static let quantizable: [ElementType] = [
        .f32, .f16, .bf16, .q4_0, .q5_0, .q8_0, .q4_K, .q6_K,
    ]

    /// Floats as elements of a type, each as near to its float as the type allows.
    ///
    /// - Parameters:
    ///   - values: A whole number of blocks.
    ///   - elementType: One of ``quantizable``.
    /// - Returns: `nil` if there is no whole number of blocks, the type is another, or a value is not
    ///   finite or too large for it.
    public static func quantize(
        _ values: UnsafeBufferPointer<Float>, as elementType: ElementType
    ) -> [UInt8]? {
        guard let start = values.baseAddress, let bytes = elementType.byteCount(of: values.count)
        else { return values.isEmpty ? [] : nil }
        var isWritten = false
        let result = [UInt8](unsafeUninitializedCapacity: bytes) { buffer, initialized in
            isWritten =
                limn_quantize(
                    Int32(elementType.rawValue), start, Int64(values.count), buffer.baseAddress)
                != 0
            initialized = isWritten ? bytes : 0
        }
        return isWritten ? result : nil
    }
}
