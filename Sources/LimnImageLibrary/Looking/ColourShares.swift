/// How much of a picture has each of the basic colours.
///
/// The eleven are those that Berlin and Kay (1969) found named in all languages with many colour
/// words; each pixel counts for one, by hue, saturation and brightness.
struct ColourShares: Equatable {
    /// The colours that have names.
    enum Colour: Int, CaseIterable {
        case black, white, grey, red, orange, yellow, green, blue, purple, pink, brown
    }

    /// The share of each colour, in the order of `Colour`; together 1.
    let shares: [Double]

    /// Counts the colours of what a picture shows.
    init(_ sample: PictureSample) {
        var counts = [Double](repeating: 0, count: Colour.allCases.count)
        for index in sample.isSeen.indices where sample.isSeen[index] {
            let colour = Self.colour(
                red: sample.pixels[index * 3], green: sample.pixels[index * 3 + 1],
                blue: sample.pixels[index * 3 + 2])
            counts[colour.rawValue] += 1
        }
        shares = counts.map { $0 / sample.seenCount }
    }

    /// Shares as they were stored; `nil` unless there is one for each colour.
    init?(shares: [Double]) {
        guard shares.count == Colour.allCases.count, shares.allSatisfy({ (0...1).contains($0) })
        else { return nil }
        self.shares = shares
    }

    /// How differently two pictures are coloured, from 0 to 2.
    func distance(to other: ColourShares) -> Double {
        zip(shares, other.shares).reduce(0) { $0 + abs($1.0 - $1.1) }
    }

    /// The name of a pixel's colour. The limits were set by eye on photographs of single things.
    static func colour(red: UInt8, green: UInt8, blue: UInt8) -> Colour {
        let (r, g, b) = (Double(red) / 255, Double(green) / 255, Double(blue) / 255)
        let value = max(r, g, b)
        let chroma = value - min(r, g, b)
        let saturation = value > 0 ? chroma / value : 0
        let isGrey = saturation < 0.18 || chroma < 0.08
        if value < 0.18 || (isGrey && value < 0.25) { return .black }
        if isGrey { return value > 0.82 ? .white : .grey }
        let sector =
            value == r
            ? ((g - b) / chroma + 6).truncatingRemainder(dividingBy: 6)
            : value == g ? (b - r) / chroma + 2 : (r - g) / chroma + 4
        let hue = sector * 60
        if hue < 20 || hue > 330, value > 0.75, saturation < 0.5 { return .pink }
        let isDark = (hue < 50 || hue > 345) && value < 0.62 && saturation > 0.25
        let isDull = (12..<48).contains(hue) && value < 0.8 && (0.25..<0.6).contains(saturation)
        if isDark || isDull { return .brown }
        return switch hue {
        case ..<12: .red
        case ..<42: .orange
        case ..<68: .yellow
        case ..<165: .green
        case ..<255: .blue
        case ..<300: .purple
        case ..<338: .pink
        default: .red
        }
    }
}
