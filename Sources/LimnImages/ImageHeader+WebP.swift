extension ImageHeader {
    /// Reads the first chunk of the RIFF container (RFC 9649) and looks for EXIF after it.
    static func readWebP(_ window: inout FileWindow) throws -> ImageHeader {
        let kind = String(decoding: try window.bytes(at: 12, count: 4), as: UTF8.self)
        switch kind {
        case "VP8 ":
            return ImageHeader(
                format: .webp, storedWidth: try window.littleEndian(at: 26, count: 2) & 0x3FFF,
                storedHeight: try window.littleEndian(at: 28, count: 2) & 0x3FFF,
                orientation: .upright, hasAlpha: false)
        case "VP8L":
            let bits = try window.littleEndian(at: 21, count: 4)
            return ImageHeader(
                format: .webp, storedWidth: bits & 0x3FFF + 1,
                storedHeight: (bits >> 14) & 0x3FFF + 1, orientation: .upright,
                hasAlpha: bits >> 28 & 1 == 1)
        case "VP8X":
            let flags = try window.byte(at: 20)
            var orientation = Orientation.upright
            if flags & 0x08 != 0 {
                orientation = try orientationInWebP(&window) ?? orientation
            }
            return ImageHeader(
                format: .webp, storedWidth: try window.littleEndian(at: 24, count: 3) + 1,
                storedHeight: try window.littleEndian(at: 27, count: 3) + 1,
                orientation: orientation, hasAlpha: flags & 0x10 != 0)
        default:
            throw ImageError(
                .malformed, file: window.name, "the WebP begins with an unknown part '\(kind)'")
        }
    }

    private static func orientationInWebP(_ window: inout FileWindow) throws -> Orientation? {
        var offset = 30
        while offset + 8 <= window.size {
            let kind = Array(try window.bytes(at: offset, count: 4))
            let length = try window.littleEndian(at: offset + 4, count: 4)
            guard length <= window.size - offset - 8 else { return nil }
            if kind == Array("EXIF".utf8), length <= 1 << 20 {
                let block = try window.bytes(at: offset + 8, count: length)
                let prefix = Array("Exif\0\0".utf8)
                return Orientation(tiff: block.starts(with: prefix) ? block.dropFirst(6) : block)
            }
            offset += 8 + length + length & 1
        }
        return nil
    }
}
