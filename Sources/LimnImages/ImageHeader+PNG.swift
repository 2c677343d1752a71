extension ImageHeader {
    /// Reads IHDR, then walks the chunks for transparency and EXIF (PNG, third edition, 11).
    static func readPNG(_ window: inout FileWindow) throws -> ImageHeader {
        guard try window.bigEndian32(at: 8) == 13,
            Array(try window.bytes(at: 12, count: 4)) == Array("IHDR".utf8)
        else {
            throw ImageError(.malformed, file: window.name, "the PNG does not begin with IHDR")
        }
        let width = try window.bigEndian32(at: 16)
        let height = try window.bigEndian32(at: 20)
        guard width <= Int(Int32.max), height <= Int(Int32.max) else {
            throw ImageError(
                .malformed, file: window.name, "the PNG claims \(width) × \(height) pixels")
        }
        let colourType = try window.byte(at: 25)
        var hasAlpha = colourType & 4 != 0
        var orientation = Orientation.upright

        // EXIF may follow the pixels. A file that ends early still has a size to report.
        var offset = 33
        while offset + 12 <= window.size {
            let length = try window.bigEndian32(at: offset)
            let kind = Array(try window.bytes(at: offset + 4, count: 4))
            guard length <= window.size - offset - 12 else { break }
            if kind == Array("tRNS".utf8) {
                hasAlpha = true
            } else if kind == Array("eXIf".utf8), length <= 1 << 20 {
                let block = try window.bytes(at: offset + 8, count: length)
                orientation = Orientation(tiff: block) ?? orientation
            } else if kind == Array("IEND".utf8) {
                break
            }
            offset += 12 + length
        }
        return ImageHeader(
            format: .png, storedWidth: width, storedHeight: height, orientation: orientation,
            hasAlpha: hasAlpha)
    }
}
