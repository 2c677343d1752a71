import LimnImageLibrary
import LimnImages
import LimnVisionModels

/// CLIP, SigLIP or Chinese-CLIP as the library looks at pictures and searches them with texts.
public struct LibraryTowers: PictureTextLooker {
    /// The hash of the model's files, with the version of how pictures are shown to it.
    public let modelHash: String
    private let model: TwoTowerModel

    /// An adapter.
    /// - Parameter modelHash: a hash of the files that the model was loaded from.
    public init(_ model: TwoTowerModel, modelHash: String) {
        self.model = model
        self.modelHash = modelHash + "/towers 1"
    }

    /// Whether the model was trained on Chinese texts.
    public var readsChinese: Bool { model.readsChinese }

    /// The transformers' products are spread over all threads.
    public var usesAllProcessors: Bool { true }

    /// Enough for the shorter side, which becomes the model's square.
    public func leastWidth(ofPicture width: Int, _ height: Int) -> Int {
        guard width > height, height > 0 else { return model.side }
        return (model.side * width + height - 1) / height
    }

    /// The picture's vector. A cut-out is laid on a white square, as goods are photographed, so that
    /// nothing of it is cut away.
    public func look(at bitmap: Bitmap) throws -> Sight {
        let flat = bitmap.flattened()
        return .vector(
            try model.vector(of: bitmap.isTransparent ? flat.paddedToSquare() : flat))
    }

    /// The unit vector of a text.
    public func vector(of text: String) throws -> [Float] { try model.vector(of: text) }
}
