extension Bitmap {
    /// The picture in the middle of a larger opaque canvas. Parts that stick out are cut off.
    ///
    /// - Parameters:
    ///   - width: columns of the canvas, at least 1
    ///   - height: rows of the canvas, at least 1
    ///   - background: red, green and blue of the canvas
    public func centred(
        onWidth width: Int, height: Int, background: (red: UInt8, green: UInt8, blue: UInt8)
    ) -> Bitmap {
        let canvasWidth = max(1, width)
        let canvasHeight = max(1, height)
        let flat = flattened(
            red: background.red, green: background.green, blue: background.blue)
        let colour = [background.red, background.green, background.blue]
        var canvas = [UInt8](repeating: 0, count: canvasWidth * canvasHeight * 3)
        for index in canvas.indices { canvas[index] = colour[index % 3] }
        let left = (canvasWidth - flat.width) / 2
        let top = (canvasHeight - flat.height) / 2
        let columns = max(0, -left)..<max(max(0, -left), min(flat.width, canvasWidth - left))
        for row in 0..<flat.height where (0..<canvasHeight).contains(row + top) {
            let from = (row * flat.width + columns.lowerBound) * 3
            let target = ((row + top) * canvasWidth + columns.lowerBound + left) * 3
            canvas.replaceSubrange(
                target..<(target + columns.count * 3),
                with: flat.bytes[from..<(from + columns.count * 3)])
        }
        return Bitmap(trusted: canvas, width: canvasWidth, height: canvasHeight, layout: .rgb)
    }

    /// The mean colour, in linear light; transparent pixels do not count.
    public var meanColour: (red: UInt8, green: UInt8, blue: UInt8) {
        let one = resized(width: 1, height: 1)
        return (one.bytes[0], one.bytes[1], one.bytes[2])
    }
}
