/// How much of the page a figure takes: what stands after `#` in an image's address, as in
/// `![A pier](pier.jpg#full)`, which every other Markdown reader ignores.
enum PictureLayout: String, Sendable {
    /// From one edge of the window to the other.
    case full
    /// Beyond the text, which is usual.
    case wide
    /// As wide as the text.
    case text
    /// In the margin, where there is one.
    case side

    /// The address without the layout, and the layout.
    static func split(_ address: String) -> (address: String, layout: PictureLayout?) {
        guard let mark = address.lastIndex(of: "#"),
            let layout = PictureLayout(rawValue: String(address[address.index(after: mark)...]))
        else { return (address, nil) }
        return (String(address[..<mark]), layout)
    }

    /// The widest size that a screen of two pixels a point can use, in pixels.
    var widest: Int {
        switch self {
        case .full, .wide: Int.max
        case .text: 1_600
        case .side: 960
        }
    }
}
