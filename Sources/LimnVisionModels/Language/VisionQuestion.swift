import Foundation
import LimnImages

/// What a person says to a model that sees: words, with pictures among them.
public struct VisionQuestion: Sendable {
    /// A piece of what is said.
    public enum Part: Sendable {
        /// Words.
        case text(String)
        /// A picture that is shown.
        case picture(Bitmap)
    }

    /// The words and pictures in their order.
    public var parts: [Part]

    /// A question about pictures, which are shown before it.
    public init(_ text: String, pictures: [Bitmap] = []) {
        parts = pictures.map { .picture($0) } + [.text(text)]
    }

    /// A question in which pictures stand anywhere.
    public init(parts: [Part]) {
        self.parts = parts
    }

    /// The pictures in their order.
    public var pictures: [Bitmap] {
        parts.compactMap { if case .picture(let bitmap) = $0 { bitmap } else { nil } }
    }

    /// The words without the pictures.
    public var text: String {
        get { parts.map { if case .text(let text) = $0 { text } else { "" } }.joined() }
        set { self = VisionQuestion(newValue, pictures: pictures) }
    }

    /// Adds the picture in a file, behind those that are there and before the words.
    ///
    /// - Throws: `ImageError` if it cannot be decoded.
    public mutating func show(_ file: URL) throws {
        let bitmap = try ImageDecoder().decode(file).bitmap
        self = VisionQuestion(text, pictures: pictures + [bitmap])
    }
}
