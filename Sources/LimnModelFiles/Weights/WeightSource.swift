import Foundation

/// The weights of a model by name, whatever files they lie in.
public protocol WeightSource: Sendable {
    /// The file or folder, for messages.
    var location: URL { get }

    /// The names of the tensors.
    var names: [String] { get }

    /// The dimensions of a tensor, the one that varies slowest first; `nil` if there is none of
    /// that name.
    func shape(of name: String) -> [Int]?

    /// The elements of a tensor of floats of any width, the last axis running fastest.
    ///
    /// - Throws: ``ModelFileError`` if there is no such tensor, or it has another shape or type.
    func floats(_ name: String, shape: [Int]) throws -> [Float]
}

extension WeightSource {
    /// The error of a tensor that is not there.
    public func missing(_ name: String) -> ModelFileError {
        ModelFileError(
            file: location, message: "there is no tensor \(name)",
            remedy: "use the weights of the architecture that is expected")
    }
}
