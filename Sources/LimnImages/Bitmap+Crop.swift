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

    /// The picture in the middle of the smallest white square that holds it.
    public func paddedToSquare() -> Bitmap {
        let length = max(width, height)
        let channels = layout.channels
        var square = [UInt8](repeating: 255, count: length * length * channels)
        let (left, top) = ((length - width) / 2, (length - height) / 2)
        for row in 0..<height {
            let from = row * width * channels
            let to = ((top + row) * length + left) * channels
            square.replaceSubrange(
                to..<to + width * channels, with: bytes[from..<from + width * channels])
        }
        return Bitmap(trusted: square, width: length, height: length, layout: layout)
    }
}
