import Foundation

/// A LoRA adapter that a ``TextModel`` is to be loaded with.
public struct AdapterReference: Sendable, Hashable {
    /// A GGUF file whose `general.type` is `adapter`.
    public let file: URL

    /// The factor on what the adapter adds to each product; 1 as it was trained, 0 for nothing.
    public let scale: Double

    /// Names an adapter; the scale is a finite number.
    public init(file: URL, scale: Double = 1) {
        self.file = file
        self.scale = scale
    }
}
