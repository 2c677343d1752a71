import Foundation
import LimnImages
import LimnTensors

/// What stands for the pictures that were looked at last, found again by their pixels: prompts name the
/// same candidates again and again, and looking takes seconds.
final class PictureCache: @unchecked Sendable {
    private let limit: Int
    private let lock = NSLock()
    private var embeddings: [Bitmap: FloatMatrix] = [:]
    /// The pictures from the one used longest ago to the last.
    private var order: [Bitmap] = []

    /// - Parameter limit: How many pictures are kept.
    init(limit: Int) {
        self.limit = limit
    }

    /// What is kept for a picture, or what `compute` gives for it.
    ///
    /// - Parameter picture: The picture at the size that the model looks at.
    func embedding(of picture: Bitmap, _ compute: () throws -> FloatMatrix) rethrows -> FloatMatrix
    {
        if let known = use(picture) { return known }
        let embedding = try compute()
        lock.withLock {
            if embeddings.updateValue(embedding, forKey: picture) == nil { order.append(picture) }
            if order.count > limit { embeddings[order.removeFirst()] = nil }
        }
        return embedding
    }

    private func use(_ picture: Bitmap) -> FloatMatrix? {
        lock.withLock {
            guard let known = embeddings[picture] else { return nil }
            order.removeAll { $0 == picture }
            order.append(picture)
            return known
        }
    }
}
