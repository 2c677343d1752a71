/// A model that turns texts into unit vectors, so that near vectors mean near meanings.
public protocol CaptionEmbedder: Sendable {
    /// Identifies the model; vectors of different models are never compared.
    var modelHash: String { get }

    /// Vectors of texts that are searched.
    func embedPassages(_ texts: [String]) throws -> [[Float]]

    /// The vector of a text that is searched for.
    func embedQuery(_ text: String) throws -> [Float]
}
