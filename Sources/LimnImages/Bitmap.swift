/// Pixels of 8 bits a channel in sRGB, rows from the top, without padding.
public struct Bitmap: Sendable, Hashable {
    /// Which channels a pixel has.
    public enum Layout: Int, Sendable {
        /// Red, green, blue.
        case rgb = 3
        /// Red, green, blue and straight (not premultiplied) alpha.
        case rgba = 4

        /// Bytes a pixel.
        public var channels: Int { rawValue }
    }

    /// Columns.
    public let width: Int
    /// Rows.
    public let height: Int
    /// The channels.
    public let layout: Layout
    /// `width * height * layout.channels` bytes.
    public private(set) var bytes: [UInt8]

    /// Wraps pixels; `nil` unless both sizes are positive and `bytes` has exactly their length.
    public init?(width: Int, height: Int, layout: Layout, bytes: [UInt8]) {
        guard width > 0, height > 0,
            case (let area, let overflow) = width.multipliedReportingOverflow(by: height),
            !overflow,
            case (let length, let tooLong) = area.multipliedReportingOverflow(by: layout.channels),
            !tooLong, bytes.count == length
        else { return nil }
        self.init(trusted: bytes, width: width, height: height, layout: layout)
    }

    init(trusted bytes: [UInt8], width: Int, height: Int, layout: Layout) {
        self.width = width
        self.height = height
        self.layout = layout
        self.bytes = bytes
    }

    /// Whether any pixel lets the background through.
    public var isTransparent: Bool {
        guard layout == .rgba else { return false }
        return bytes.withUnsafeBufferPointer { pixels in
            var index = 3
            while index < pixels.count {
                if pixels[index] != 255 { return true }
                index += 4
            }
            return false
        }
    }

    /// The picture laid on an opaque background.
    public func flattened(red: UInt8 = 255, green: UInt8 = 255, blue: UInt8 = 255) -> Bitmap {
        guard layout == .rgba else { return self }
        let background = [Int(red), Int(green), Int(blue)]
        let count = width * height
        let flat = [UInt8](unsafeUninitializedCapacity: count * 3) { target, used in
            bytes.withUnsafeBufferPointer { source in
                for pixel in 0..<count {
                    let alpha = Int(source[pixel * 4 + 3])
                    for channel in 0..<3 {
                        let over = Int(source[pixel * 4 + channel]) * alpha
                        let under = background[channel] * (255 - alpha)
                        target[pixel * 3 + channel] = UInt8((over + under + 127) / 255)
                    }
                }
            }
            used = count * 3
        }
        return Bitmap(trusted: flat, width: width, height: height, layout: .rgb)
    }
}
