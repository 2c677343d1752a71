import LimnImages

/// A picture as it is published: its sizes, and what its file said about itself.
struct PublishedPicture: Sendable, Codable, Hashable {
    /// One size.
    struct Variant: Sendable, Codable, Hashable {
        let width: Int
        let height: Int
        /// The file's name in the folder of pictures.
        let name: String
        let bytes: Int
    }

    /// From narrow to wide, for every browser; never empty.
    let variants: [Variant]
    /// The same sizes as WebP, where `variants` has another format.
    let webp: [Variant]
    /// Whether parts of it let the background through.
    let isCutout: Bool
    /// A picture for previews elsewhere, where the largest size does not serve.
    let preview: Variant?
    /// Red, green and blue of its mean colour, 0 to 255; `nil` for a cut-out.
    let colour: [Int]?
    /// Who made it, by its own metadata.
    let credit: String?
    /// The terms of use, by its own metadata.
    let licence: String?
    /// What to tell the writer about its colours.
    let colourNote: String?
    /// The same picture in motion, of which the others show the beginning.
    let moving: Variant?

    /// All its files.
    var files: [Variant] { variants + webp + [preview, moving].compactMap { $0 } }

    /// Whether it is drawn anew at any size.
    var isDrawing: Bool { largest.name.hasSuffix(".svg") }

    /// The largest size.
    var largest: Variant { variants[variants.count - 1] }

    /// The smallest size that is at least so wide, or else the largest.
    func variant(atLeast width: Int) -> Variant {
        variants.first { $0.width >= width } ?? largest
    }
}
