import Foundation
import LimnTensors

/// The weights of a model by name, whatever files they lie in.
public protocol WeightSource: Sendable {
    /// The file or folder, for messages.
    var location: URL { get }

    /// The names of the tensors.
    var names: [String] { get }

    /// The dimensions of a tensor, the one that varies slowest first; `nil` if there is none of
    /// that name.
    func shape(of name: String) -> [Int]?

    /// How a tensor is stored; `nil` if there is none of that name, or it holds no weights.
    func elementType(of name: String) -> ElementType?

    /// Some of the elements of a tensor of floats of any width, the last axis running fastest.
    ///
    /// - Parameters:
    ///   - name: The tensor.
    ///   - shape: The shape that it must have.
    ///   - range: Which elements, within the tensor.
    /// - Throws: ``ModelFileError`` if there is no such tensor, or it has another shape or type.
    func elements(_ name: String, shape: [Int], range: Range<Int>) throws -> [Float]

    /// The linear layer `NAME.weight`, with its `NAME.bias` if it has one.
    ///
    /// - Throws: ``ModelFileError`` if a tensor is missing or has another shape.
    func linear(_ name: String, from inputs: Int, to outputs: Int, hasBias: Bool) throws
        -> LinearLayer

    /// Tells that a tensor is not needed again soon: its pages may leave memory.
    func release(_ name: String)
}

extension WeightSource {
    /// The elements of a tensor of floats of any width, the last axis running fastest.
    ///
    /// - Throws: ``ModelFileError`` if there is no such tensor, or it has another shape or type.
    public func floats(_ name: String, shape: [Int]) throws -> [Float] {
        try elements(name, shape: shape, range: 0..<shape.reduce(1, *))
    }

    /// `nil`: not known.
    public func elementType(of name: String) -> ElementType? { nil }

    /// Does nothing.
    public func release(_ name: String) {}

    /// The error of a tensor that is not there.
    public func missing(_ name: String) -> ModelFileError {
        ModelFileError(
            file: location, message: "there is no tensor \(name)",
            remedy: "use the weights of the architecture that is expected")
    }
}
