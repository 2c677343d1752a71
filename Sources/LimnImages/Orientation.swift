/// How stored pixels must be turned to stand upright: the EXIF tag 0x0112 (CIPA DC-008, 4.6.4).
public enum Orientation: UInt8, Sendable, Codable, CaseIterable {
    /// Row 0 is the top, column 0 the left side.
    case upright = 1
    /// Mirrored left to right.
    case mirrored = 2
    /// Turned by 180 degrees.
    case upsideDown = 3
    /// Mirrored top to bottom.
    case flipped = 4
    /// Mirrored along the diagonal from the top left.
    case transposed = 5
    /// To be turned by 90 degrees clockwise.
    case turnedLeft = 6
    /// Mirrored along the diagonal from the top right.
    case transversed = 7
    /// To be turned by 90 degrees anticlockwise.
    case turnedRight = 8

    /// Whether turning upright exchanges width and height.
    public var swapsAxes: Bool { rawValue >= 5 }
}
