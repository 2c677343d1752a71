import Foundation
import LimnImages
import LimnModelFiles

/// Makes a picture into the numbers that a picture tower looks at, as `preprocessor_config.json` says and
/// transformers does with Pillow: resized with the bicubic filter, cut to its middle, normalised.
struct TowerPreprocessor: Sendable {
    private enum Resizing {
        /// Both sides, whatever the proportions.
        case square
        /// The shorter side; the longer one follows.
        case shorter(Int)
    }

    private let resizing: Resizing
    private let values: ImagePreprocessor

    /// - Throws: `ModelFileError` if the file cannot be read or asks for what Limn cannot do.
    init(_ folder: URL, _ model: TwoTowerConfiguration) throws {
        let file = folder.appending(path: "preprocessor_config.json")
        let document =
            try PublishedFile.readIfThere(Document.self, file)
            ?? PublishedFile.readIfThere(
                Wrapped.self, folder.appending(path: "processor_config.json"))?.pictures
            ?? Document()
        let isSquare = model.kind == .siglip
        let standard = isSquare ? [Float](repeating: 0.5, count: 3) : nil
        let clip = ImagePreprocessor.clip(side: model.side)
        let mean = document.mean ?? standard ?? clip.mean
        let deviation = document.deviation ?? standard ?? clip.deviation
        guard document.filter ?? 3 == 3, document.resizes ?? true, document.normalizes ?? true,
            mean.count == 3, deviation.count == 3, deviation.allSatisfy({ $0 > 0 }),
            abs((document.factor ?? 1 / 255) - 1 / 255) < 1e-6
        else {
            throw ModelFileError(
                file: file, message: "pictures are prepared in a way that Limn does not know",
                remedy: "choose a model whose pictures are resized with the filter 3 (bicubic)")
        }
        values = ImagePreprocessor(side: model.side, mean: mean, deviation: deviation)
        let size = document.size ?? Size(shorter: isSquare ? nil : model.side)
        if let shorter = size.shorter ?? (isSquare ? nil : size.number) {
            resizing = .shorter(shorter)
            guard document.crops ?? !isSquare, (model.side...8_192).contains(shorter) else {
                throw Self.mismatch(file, model.side)
            }
        } else {
            resizing = .square
            let both = [size.height ?? size.number, size.width ?? size.number]
            guard both.allSatisfy({ $0 ?? model.side == model.side }) else {
                throw Self.mismatch(file, model.side)
            }
        }
        let crop = document.crop ?? Size(number: model.side)
        if document.crops ?? !isSquare {
            guard
                [crop.height ?? crop.number, crop.width ?? crop.number]
                    .allSatisfy({ $0 == model.side })
            else { throw Self.mismatch(file, model.side) }
        }
    }

    /// `3 × side × side` values, channel by channel.
    func callAsFunction(_ bitmap: Bitmap) -> [Float] {
        guard case .shorter(let shorter) = resizing else { return values(bitmap) }
        let least = min(bitmap.width, bitmap.height)
        // Pillow's callers round the longer side down.
        let resized = bitmap.withoutAlpha().resizedBicubic(
            width: bitmap.width * shorter / least, height: bitmap.height * shorter / least)
        let side = values.side
        return values.normalized(
            resized.cropped(
                x: (resized.width - side) / 2, y: (resized.height - side) / 2, width: side,
                height: side))
    }

    private static func mismatch(_ file: URL, _ side: Int) -> ModelFileError {
        ModelFileError(
            file: file,
            message: "pictures are not made \(side) pixels a side, which the model takes",
            remedy: "fetch the file again, it may belong to another model")
    }

    private struct Wrapped: Decodable {
        let pictures: Document?

        private enum CodingKeys: String, CodingKey { case pictures = "image_processor" }
    }

    /// A number, or an object of sides.
    private struct Size: Decodable {
        var number: Int?
        var shorter: Int?
        var height: Int?
        var width: Int?

        private enum CodingKeys: String, CodingKey {
            case height, width
            case shorter = "shortest_edge"
        }

        init(number: Int? = nil, shorter: Int? = nil) {
            self.number = number
            self.shorter = shorter
        }

        init(from decoder: any Decoder) throws {
            if let number = try? decoder.singleValueContainer().decode(Int.self) {
                self.number = number
                return
            }
            let container = try decoder.container(keyedBy: CodingKeys.self)
            shorter = try container.decodeIfPresent(Int.self, forKey: .shorter)
            height = try container.decodeIfPresent(Int.self, forKey: .height)
            width = try container.decodeIfPresent(Int.self, forKey: .width)
        }
    }

    private struct Document: Decodable {
        var mean: [Float]?
        var deviation: [Float]?
        var size: Size?
        var crop: Size?
        var crops: Bool?
        var resizes: Bool?
        var normalizes: Bool?
        var filter: Int?
        var factor: Double?

        private enum CodingKeys: String, CodingKey {
            case size
            case mean = "image_mean"
            case deviation = "image_std"
            case crop = "crop_size"
            case crops = "do_center_crop"
            case resizes = "do_resize"
            case normalizes = "do_normalize"
            case filter = "resample"
            case factor = "rescale_factor"
        }
    }
}
