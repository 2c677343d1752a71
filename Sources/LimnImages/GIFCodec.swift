import Foundation

/// The first picture of a GIF. A decoder of its own: one picture of at most 256 colours needs no
/// library, and nothing in it takes memory that the file's sizes do not announce.
enum GIFCodec {
    static func decode(
        _ data: Data, file: String, most: Int
    ) throws -> Bitmap {
        let bytes = [UInt8](data)
        func failure(_ reason: String) -> ImageError {
            ImageError(.malformed, file: file, reason)
        }
        let layout = try GIFLayout(
            { offset, count in
                guard offset >= 0, offset <= bytes.count, count <= bytes.count - offset else {
                    throw failure("the file ends at byte \(bytes.count), before its picture")
                }
                return bytes[offset..<offset + count]
            }, failure: failure)
        let (width, height) = (layout.width, layout.height)
        guard width > 0, height > 0 else { throw failure("the GIF has no canvas") }
        guard max(width * height, layout.frameWidth * layout.frameHeight) <= most else {
            throw ImageError(
                .tooLarge, file: file, "\(width) × \(height) pixels are more than allowed")
        }
        var expander = GIFExpander(bytes, at: layout.pixels)
        let channels = layout.hasAlpha ? 4 : 3
        var pixels = [UInt8](repeating: 0, count: width * height * channels)
        for row in rows(of: layout) {
            let colours = try expander.next(layout.frameWidth, failure: failure)
            guard layout.top + row < height else { continue }
            for (column, colour) in colours.enumerated() where layout.left + column < width {
                guard Int(colour) != layout.transparentColour else { continue }
                let entry = Int(colour) * 3
                guard entry + 2 < layout.palette.count else {
                    throw failure("the GIF uses a colour that it does not define")
                }
                let place = ((layout.top + row) * width + layout.left + column) * channels
                for channel in 0..<3 { pixels[place + channel] = layout.palette[entry + channel] }
                if channels == 4 { pixels[place + 3] = 255 }
            }
        }
        return Bitmap(
            trusted: pixels, width: width, height: height, layout: layout.hasAlpha ? .rgba : .rgb)
    }

    /// The rows in the order that they are stored in.
    private static func rows(of layout: GIFLayout) -> [Int] {
        guard layout.isInterlaced else { return Array(0..<layout.frameHeight) }
        return [(0, 8), (4, 8), (2, 4), (1, 2)].flatMap { start, step in
            Array(stride(from: start, to: layout.frameHeight, by: step))
        }
    }
}
