import Foundation
import LimnImages

/// What a person says to a model that sees.
public struct VisionQuestion: Sendable {
    /// The pictures that are shown with it, in order.
    public var pictures: [Bitmap]
    /// The words.
    public var text: String

    /// A question about pictures.
    public init(_ text: String, pictures: [Bitmap] = []) {
        self.text = text
        self.pictures = pictures
    }

    /// Adds the picture in a file.
    ///
    /// - Throws: `ImageError` if it cannot be decoded.
    public mutating func show(_ file: URL) throws {
        pictures.append(try ImageDecoder().decode(file).bitmap)
    }
}
