import Foundation
import LimnImageLibrary
import LimnImages
import LimnVisionModels

/// The image classifier as the library looks at pictures with it.
public final class LibraryLooker: PictureLooker {
    /// The hash of the model file, with the version of how pictures are shown to it.
    public let modelHash: String
    private let network: EfficientNetLite

    /// How many classes are kept of a picture, and how much their shares are evened out; measured
    /// on captioned photographs.
    private static let kept = 20
    private static let temperature: Float = 1.5

    /// An adapter.
    /// - Parameter modelHash: the SHA-256 of the file that the network was loaded from.
    public init(_ network: EfficientNetLite, modelHash: String) {
        self.network = network
        self.modelHash = modelHash + "/1"
    }

    /// The classes seen, the likeliest first.
    public func look(at bitmap: Bitmap) throws -> Sight {
        let workspace = try EfficientNetLite.Workspace()
        let views = try ClassifierInput.views(of: bitmap).map {
            try network($0, workspace: workspace).logits
        }
        let logits = (0..<EfficientNetLite.classes).map { index in
            views.reduce(Float(0)) { $0 + $1[index] } / Float(max(1, views.count))
        }
        let best = logits.indices.sorted { (-logits[$0], $0) < (-logits[$1], $1) }
            .prefix(Self.kept)
        let top = best.first.map { logits[$0] } ?? 0
        let weights = best.map { Double((logits[$0] - top) / Self.temperature) }.map { exp($0) }
        let sum = weights.reduce(0, +)
        return .classes(
            zip(best, weights).map { SeenClass(index: $0, share: Float($1 / sum)) })
    }
}
