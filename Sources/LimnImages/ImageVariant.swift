import Foundation

/// One size in which a picture is published.
public struct ImageVariant: Sendable, Hashable, Codable {
    /// Columns.
    public let width: Int
    /// Rows.
    public let height: Int

    /// Makes a variant.
    public init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }

    /// The sizes for an upright picture: each wanted width that is smaller than the picture, and
    /// the picture's own width where that is the largest worth having. Never larger than the
    /// picture.
    ///
    /// - Parameters:
    ///   - width: columns of the picture
    ///   - height: rows of the picture
    ///   - widths: wanted columns, in any order
    /// - Returns: at least one variant, from narrow to wide
    public static func plan(width: Int, height: Int, widths: [Int]) -> [ImageVariant] {
        let wanted = Set(widths.filter { $0 > 0 }).sorted()
        var chosen = wanted.filter { $0 < width }
        if let largest = wanted.last, largest < width {
            // Every wanted width fits.
        } else {
            // A variant only a little narrower than the picture itself saves nothing.
            chosen.removeAll { $0 * 10 > width * 9 }
            chosen.append(width)
        }
        return chosen.map { columns in
            let rows = (Double(height) * Double(columns) / Double(max(width, 1))).rounded()
            return ImageVariant(width: columns, height: max(1, Int(rows)))
        }
    }
}
