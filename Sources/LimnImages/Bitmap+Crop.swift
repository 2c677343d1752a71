extension Bitmap {
    /// A rectangle of the picture, which must lie within it.
    ///
    /// - Parameters:
    ///   - x: the first column
    ///   - y: the first row
    ///   - width: columns, at least 1
    ///   - height: rows, at least 1
    public func cropped(x: Int, y: Int, width: Int, height: Int) -> Bitmap {
        precondition(
            x >= 0 && y >= 0 && width > 0 && height > 0 && width <= self.width - x
                && height <= self.height - y)
        let channels = layout.channels
        var cut: [UInt8] = []
        cut.reserveCapacity(width * height * channels)
        for row in y..<y + height {
            let start = (row * self.width + x) * channels
            cut += bytes[start..<start + width * channels]
        }
        return Bitmap(trusted: cut, width: width, height: height, layout: layout)
    }
}
