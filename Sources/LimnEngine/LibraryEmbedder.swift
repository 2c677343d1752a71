import LimnImageLibrary
import LimnTextModels

/// The text embedder as the image library's captions are embedded with it.
public struct LibraryEmbedder: CaptionEmbedder {
    /// The hash of the model file.
    public let modelHash: String
    private let embedder: TextEmbedder

    /// An adapter.
    /// - Parameter modelHash: the SHA-256 of the file that the embedder was loaded from.
    public init(_ embedder: TextEmbedder, modelHash: String) {
        self.embedder = embedder
        self.modelHash = modelHash
    }

    /// Unit vectors of captions.
    public func embedPassages(_ texts: [String]) throws -> [[Float]] {
        try embedder.embed(texts, as: .passage)
    }

    /// The unit vector of a query.
    public func embedQuery(_ text: String) throws -> [Float] {
        try embedder.embed([text], as: .query)[0]
    }
}
