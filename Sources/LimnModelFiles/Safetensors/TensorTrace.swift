/// What a forward pass computed on its way, by name: for comparison with other implementations.
///
/// ```swift
/// let trace = TensorTrace()
/// _ = try model.embed(picture, trace: trace)
/// try SafetensorsWriter.write(trace.tensors, to: file)
/// ```
public final class TensorTrace {
    /// The tensors, in the order in which they were computed.
    public private(set) var tensors: [SafetensorsWriter.Tensor] = []

    /// An empty trace.
    public init() {}

    /// Notes a tensor; `shape` is that of the golden tensors, with a leading 1 for the batch.
    public func record(_ name: String, _ shape: [Int], _ values: [Float]) {
        tensors.append(SafetensorsWriter.Tensor(name, shape: shape, values: values))
    }
}
