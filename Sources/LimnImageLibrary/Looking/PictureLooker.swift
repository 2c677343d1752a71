import LimnImages

/// A model that looks at pictures.
public protocol PictureLooker: Sendable {
    /// Identifies the model; what different models saw is never mixed.
    var modelHash: String { get }

    /// How many columns a picture needs to have for the model to see all that it can; larger ones may be
    /// shrunk before.
    ///
    /// - Parameters:
    ///   - width: the picture's columns
    ///   - height: its rows
    func leastWidth(ofPicture width: Int, _ height: Int) -> Int

    /// Whether one look keeps all processors busy, so that pictures are looked at one after the other.
    var usesAllProcessors: Bool { get }

    /// What the model sees. Called from several threads at once unless ``usesAllProcessors``.
    func look(at bitmap: Bitmap) throws -> Sight
}

extension PictureLooker {
    /// 224, what most classifiers look at.
    public func leastWidth(ofPicture width: Int, _ height: Int) -> Int { 224 }

    /// No: a small model's picture is one thread's work.
    public var usesAllProcessors: Bool { false }
}

/// A model whose vectors of pictures can be compared with its vectors of texts.
public protocol PictureTextLooker: PictureLooker {
    /// Whether it was trained on Chinese texts; others get an English gloss.
    var readsChinese: Bool { get }

    /// The unit vector of a text.
    func vector(of text: String) throws -> [Float]
}

/// What a model sees in a picture.
public enum Sight: Equatable, Sendable {
    /// Classes of things, the likeliest first, with shares that add up to one.
    case classes([SeenClass])
    /// A unit vector that is near those of texts which describe the picture.
    case vector([Float])
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
