import Foundation
import LimnDigests
import LimnImages

/// Decodes one picture and writes its published sizes.
struct PictureMaker: Sendable {
    let folder: URL
    let widths: [Int]
    let encoder: ImageEncoder

    /// Writes all sizes, each under a temporary name first.
    func make(_ file: URL, key: String) throws -> PublishedPicture {
        let picture = try ImageDecoder().decode(file, leastWidth: widths.max())
        let isCutout = picture.bitmap.isTransparent
        let format: ImageFormat = isCutout ? .webp : .jpeg
        let bitmap = isCutout ? picture.bitmap : picture.bitmap.flattened()
        let stem = file.deletingPathExtension().lastPathComponent
        // Wallpaper packages name their files 1920x1080.
        let isSize = stem.wholeMatch(of: /\d+x\d+/) != nil
        let name = Slug.ascii(isSize ? "" : stem, otherwise: "picture")
        let plan = ImageVariant.plan(
            width: picture.header.width, height: picture.header.height, widths: widths)
        let variants = try plan.map { variant in
            let small = bitmap.resized(width: variant.width, height: variant.height)
            let data = try encoder.encode(small, as: format)
            let fileName = "\(name)-\(key.prefix(10))-\(variant.width).\(format.fileExtension)"
            try data.write(to: folder.appending(path: fileName), options: .atomic)
            return PublishedPicture.Variant(
                width: variant.width, height: variant.height, name: fileName, bytes: data.count)
        }
        // Broken metadata is no reason to refuse a picture that decodes.
        let texts = (try? EmbeddedMetadata.read(file)) ?? EmbeddedMetadata()
        let creators = texts.creators.joined(separator: ", ")
        return PublishedPicture(
            variants: variants, isCutout: isCutout,
            credit: creators.isEmpty ? texts.copyright : creators, licence: texts.licence,
            colourNote: picture.colourNote)
    }

    static func hash(of file: URL) throws -> String {
        do {
            return try ContentDigest.sha256(of: file)
        } catch {
            throw ImageError(.unreadable, file: file.path, "the file cannot be read")
        }
    }
}
