import Foundation
import LimnDigests
import LimnImages

/// Decodes one picture and writes its published sizes.
struct PictureMaker: Sendable {
    let folder: URL
    let widths: [Int]
    let quality: PictureQuality

    /// Columns and rows of a preview, as OpenGraph readers like them.
    private static let previewSize = (width: 1_200, height: 630)
    private static let previewPaper: (UInt8, UInt8, UInt8) = (0xF2, 0xEE, 0xE5)

    /// Writes all sizes, each under a temporary name first.
    func make(_ file: URL, key: String) throws -> PublishedPicture {
        guard !VectorDrawing.isNamed(file) else { return try drawing(file, key: key) }
        let picture = try ImageDecoder().decode(file, leastWidth: widths.max())
        let isCutout = picture.bitmap.isTransparent
        let whole = isCutout ? picture.bitmap : picture.bitmap.flattened()
        let plan = ImageVariant.plan(
            width: picture.header.width, height: picture.header.height, widths: widths)
        let sizes = Self.sizes(of: whole, plan)
        let encoder = try encoder(for: sizes.first ?? whole, isCutout: isCutout)
        let stem = "\(Self.name(of: file))-\(key.prefix(10))"
        // WebP alone keeps transparency; photographs have a JPEG too, for whoever reads no WebP.
        let webp = try sizes.map { try write($0, as: .webp, stem, encoder) }
        let jpeg = try isCutout ? [] : sizes.map { try write($0, as: .jpeg, stem, encoder) }
        // Broken metadata is no reason to refuse a picture that decodes.
        let texts = (try? EmbeddedMetadata.read(file)) ?? EmbeddedMetadata()
        let creators = texts.creators.joined(separator: ", ")
        let mean = (sizes.first ?? whole).meanColour
        return PublishedPicture(
            variants: isCutout ? webp : jpeg, webp: isCutout ? [] : webp, isCutout: isCutout,
            preview: try isCutout ? preview(sizes.last ?? whole, stem, encoder) : nil,
            colour: isCutout ? nil : [mean.red, mean.green, mean.blue].map { Int($0) },
            credit: creators.isEmpty ? texts.copyright : creators, licence: texts.licence,
            colourNote: picture.colourNote,
            moving: try GIFAnimation.publishable(file).map {
                try write($0, picture.header.width, picture.header.height, "\(stem).gif")
            })
    }

    /// A drawing serves every size as it is.
    private func drawing(_ file: URL, key: String) throws -> PublishedPicture {
        let drawing = try VectorDrawing(file)
        let name = "\(Self.name(of: file))-\(key.prefix(10)).svg"
        return PublishedPicture(
            variants: [try write(drawing.data, drawing.width, drawing.height, name)], webp: [],
            isCutout: false, preview: nil, colour: nil, credit: nil, licence: nil, colourNote: nil,
            moving: nil)
    }

    /// All sizes from narrow to wide. One is made from the next that has twice its width, where
    /// there is such, because a smaller source costs less and then looks the same.
    private static func sizes(of whole: Bitmap, _ plan: [ImageVariant]) -> [Bitmap] {
        var made: [Bitmap] = []
        for variant in plan.reversed() {
            let source = made.last { $0.width >= 2 * variant.width } ?? whole
            made.append(source.resized(width: variant.width, height: variant.height))
        }
        return made.reversed()
    }

    private func encoder(for smallest: Bitmap, isCutout: Bool) throws -> ImageEncoder {
        switch quality {
        case .fixed(let quality): return ImageEncoder(jpegQuality: quality, webpQuality: quality)
        case .measured:
            // What a picture can bear shows in its smallest size, where measuring costs least.
            let search = QualitySearch()
            return ImageEncoder(
                jpegQuality: try isCutout ? 86 : search.quality(of: smallest, as: .jpeg),
                webpQuality: try search.quality(of: smallest, as: .webp))
        }
    }

    private func write(
        _ bitmap: Bitmap, as format: ImageFormat, _ stem: String, _ encoder: ImageEncoder,
        ending: String? = nil
    ) throws -> PublishedPicture.Variant {
        try write(
            try encoder.encode(bitmap, as: format), bitmap.width, bitmap.height,
            "\(stem)-\(ending ?? String(bitmap.width)).\(format.fileExtension)")
    }

    private func write(
        _ data: Data, _ width: Int, _ height: Int, _ name: String
    ) throws -> PublishedPicture.Variant {
        try data.write(to: folder.appending(path: name), options: .atomic)
        return PublishedPicture.Variant(
            width: width, height: height, name: name, bytes: data.count)
    }

    /// An object on paper, for previews elsewhere, which seldom care for transparency.
    private func preview(
        _ bitmap: Bitmap, _ stem: String, _ encoder: ImageEncoder
    ) throws -> PublishedPicture.Variant {
        let size = Self.previewSize
        let scale = min(
            4, Double(size.width) * 0.9 / Double(bitmap.width),
            Double(size.height) * 0.86 / Double(bitmap.height))
        let object = bitmap.resized(
            width: Int((Double(bitmap.width) * scale).rounded()),
            height: Int((Double(bitmap.height) * scale).rounded()))
        let canvas = object.centred(
            onWidth: size.width, height: size.height, background: Self.previewPaper)
        return try write(canvas, as: .jpeg, stem, encoder, ending: "preview")
    }

    /// A readable beginning of the file names.
    private static func name(of file: URL) -> String {
        let stem = file.deletingPathExtension().lastPathComponent
        // Wallpaper packages name their files 1920x1080.
        let isSize = stem.wholeMatch(of: /\d+x\d+/) != nil
        return Slug.ascii(isSize ? "" : stem, otherwise: "picture")
    }

    static func hash(of file: URL) throws -> String {
        do {
            return try ContentDigest.sha256(of: file)
        } catch {
            throw ImageError(.unreadable, file: file.path, "the file cannot be read")
        }
    }
}

/// How strongly pictures are compressed.
public enum PictureQuality: Sendable, Hashable {
    /// Each as far as it can bear, by measured error.
    case measured
    /// All at one quality, 1 to 100.
    case fixed(Int)

    /// The setting as part of a picture's key.
    var description: String {
        switch self {
        case .measured: "measured"
        case .fixed(let quality): String(quality)
        }
    }
}
