import Foundation

/// Where the first picture of a GIF lies in the file, and how large it is (GIF89a specification,
/// CompuServe, 1990).
struct GIFLayout {
    /// The canvas.
    let width: Int
    let height: Int
    /// Where the first picture lies on the canvas.
    let left: Int
    let top: Int
    let frameWidth: Int
    let frameHeight: Int
    let isInterlaced: Bool
    /// Red, green and blue of each colour.
    let palette: [UInt8]
    /// The colour that lets the background through.
    let transparentColour: Int?
    /// The offset of the compressed pixels.
    let pixels: Int

    /// Whether the picture leaves anything of the canvas bare.
    var hasAlpha: Bool {
        transparentColour != nil || left > 0 || top > 0 || left + frameWidth < width
            || top + frameHeight < height
    }

    /// Reads as far as the first picture's pixels.
    init(_ window: inout FileWindow) throws {
        try self.init {
            try window.bytes(at: $0, count: $1)
        } failure: { [name = window.name] in
            ImageError(.malformed, file: name, $0)
        }
    }

    /// Reads from bytes by offset and count.
    init(
        _ bytes: (Int, Int) throws -> ArraySlice<UInt8>, failure: (String) -> ImageError
    ) throws {
        func byte(_ offset: Int) throws -> Int { Int(try bytes(offset, 1).first ?? 0) }
        func word(_ offset: Int) throws -> Int { try byte(offset) | byte(offset + 1) << 8 }
        func colours(_ flags: Int) -> Int { flags & 0x80 != 0 ? 2 << (flags & 7) : 0 }
        width = try word(6)
        height = try word(8)
        let global = colours(try byte(10))
        var palette = Array(try bytes(13, global * 3))
        var offset = 13 + global * 3
        var transparent: Int?
        // Extensions before the first picture: its transparency, comments, how often to repeat.
        while try byte(offset) == 0x21 {
            if try byte(offset + 1) == 0xF9, try byte(offset + 2) == 4,
                try byte(offset + 3) & 1 == 1
            {
                transparent = try byte(offset + 6)
            }
            offset += 2
            while case let length = try byte(offset), length > 0 { offset += 1 + length }
            offset += 1
        }
        guard try byte(offset) == 0x2C else { throw failure("the GIF holds no picture") }
        left = try word(offset + 1)
        top = try word(offset + 3)
        frameWidth = try word(offset + 5)
        frameHeight = try word(offset + 7)
        let flags = try byte(offset + 9)
        isInterlaced = flags & 0x40 != 0
        let local = colours(flags)
        if local > 0 { palette = Array(try bytes(offset + 10, local * 3)) }
        guard !palette.isEmpty else { throw failure("the GIF has no colours") }
        guard frameWidth > 0, frameHeight > 0 else {
            throw failure("the GIF's first picture is \(frameWidth) × \(frameHeight) pixels")
        }
        self.palette = palette
        transparentColour = transparent
        pixels = offset + 10 + local * 3
    }
}

extension ImageHeader {
    /// Reads the canvas and whether the first picture covers it.
    static func readGIF(_ window: inout FileWindow) throws -> ImageHeader {
        let layout = try GIFLayout(&window)
        return ImageHeader(
            format: .gif, storedWidth: layout.width, storedHeight: layout.height,
            orientation: .upright, hasAlpha: layout.hasAlpha)
    }
}
