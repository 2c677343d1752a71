import LimnImages

/// A model that looks at pictures and says which classes of things it sees.
public protocol PictureLooker: Sendable {
    /// Identifies the model; what different models saw is never mixed.
    var modelHash: String { get }

    /// The classes seen, the likeliest first, with shares that add up to one.
    func look(at bitmap: Bitmap) throws -> [SeenClass]
}

/// A class of things that a model sees in a picture.
public struct SeenClass: Hashable, Sendable {
    /// The number of the class.
    public let index: Int
    /// How likely it is, from 0 to 1.
    public let share: Float

    /// A class with its share.
    public init(index: Int, share: Float) {
        self.index = index
        self.share = share
    }
}
