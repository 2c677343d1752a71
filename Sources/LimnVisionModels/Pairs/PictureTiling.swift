import LimnImages

/// How SmolVLM and Idefics 3 cut pictures: into tiles of the size that the encoder looks at, with the
/// whole picture as the last of them.
struct PictureTiling: Sendable, Hashable {
    /// The side of a tile.
    let side: Int
    /// What the longer side is made before cutting.
    let longestEdge: Int
    /// Whether pictures are cut at all.
    var splits = true

    /// A picture's tiles.
    struct Tiles: Sendable, Hashable {
        /// Rows and columns of tiles; 0 where the whole picture is the only one.
        let rows: Int
        let columns: Int
        /// The tiles row by row, then the whole picture.
        let bitmaps: [Bitmap]
    }

    /// No side becomes longer than this.
    private static let longest = 4_096

    /// Cuts a picture, to the bytes that transformers' Pillow processor gives; transparency
    /// is laid on white.
    func callAsFunction(_ picture: Bitmap) -> Tiles {
        let first = scaled(picture.width, picture.height)
        let opaque = picture.resizedLanczos(width: first.width, height: first.height)
        guard splits else {
            return Tiles(
                rows: 0, columns: 0, bitmaps: [opaque.resizedLanczos(width: side, height: side)])
        }
        let whole = wholeTiles(first.width, first.height)
        let large = opaque.resizedLanczos(width: whole.width, height: whole.height)
        let (rows, columns) = (whole.height / side, whole.width / side)
        guard rows * columns > 1 else { return Tiles(rows: 0, columns: 0, bitmaps: [large]) }
        var bitmaps: [Bitmap] = []
        for row in 0..<rows {
            for column in 0..<columns {
                bitmaps.append(
                    large.cropped(x: column * side, y: row * side, width: side, height: side))
            }
        }
        bitmaps.append(large.resizedLanczos(width: side, height: side))
        return Tiles(rows: rows, columns: columns, bitmaps: bitmaps)
    }

    /// The size with the longer side as wanted and the other one even.
    func scaled(_ width: Int, _ height: Int) -> (width: Int, height: Int) {
        let ratio = Double(width) / Double(height)
        func even(_ value: Int) -> Int { max(1, value + value % 2) }
        var size =
            width >= height
            ? (width: longestEdge, height: even(Int(Double(longestEdge) / ratio)))
            : (width: even(Int(Double(longestEdge) * ratio)), height: longestEdge)
        let bounded = Double(size.width) / Double(size.height)
        if size.width >= size.height, size.width > Self.longest {
            size = (Self.longest, max(1, Int(Double(Self.longest) / bounded)))
        } else if size.height > Self.longest {
            size = (max(1, Int(Double(Self.longest) * bounded)), Self.longest)
        }
        return size
    }

    /// The next size of whole tiles.
    private func wholeTiles(_ width: Int, _ height: Int) -> (width: Int, height: Int) {
        let ratio = Double(width) / Double(height)
        func up(_ value: Int) -> Int { max(1, (value + side - 1) / side) * side }
        if width >= height {
            let wide = up(width)
            return (wide, up(Int(Double(wide) / ratio)))
        }
        let high = up(height)
        return (up(Int(Double(high) * ratio)), high)
    }
}
