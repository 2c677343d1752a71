import Foundation
import LimnImages
import LimnModelFiles
import LimnTensors

extension XComposer {
    /// What stands for the picture in a file.
    ///
    /// - Throws: `ImageError` if it cannot be decoded.
    public func embed(contentsOf file: URL, trace: TensorTrace? = nil) throws -> FloatMatrix {
        embed(try ImageDecoder().decode(file).bitmap, trace: trace)
    }
}
