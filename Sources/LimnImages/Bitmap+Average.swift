extension Bitmap {
    /// A smaller picture, of which each pixel is the mean of a square of so many a side; those at the right
    /// and lower edge may have fewer. What is transparent counts for less, so that its colour does not show.
    func averaged(by side: Int) -> Bitmap {
        guard side > 1 else { return self }
        let (columns, rows) = ((width + side - 1) / side, (height + side - 1) / side)
        let channels = layout.channels
        let averages = [UInt8](unsafeUninitializedCapacity: columns * rows * channels) {
            target, used in
            bytes.withUnsafeBufferPointer { source in
                for row in 0..<rows {
                    let lines = row * side..<min(height, (row + 1) * side)
                    for column in 0..<columns {
                        let places = column * side..<min(width, (column + 1) * side)
                        var (red, green, blue, opacity) = (0, 0, 0, 0)
                        for y in lines {
                            for x in places {
                                let pixel = (y * width + x) * channels
                                let alpha = channels == 4 ? Int(source[pixel + 3]) : 255
                                red += Int(source[pixel]) * alpha
                                green += Int(source[pixel + 1]) * alpha
                                blue += Int(source[pixel + 2]) * alpha
                                opacity += alpha
                            }
                        }
                        let place = (row * columns + column) * channels
                        let whole = max(1, opacity)
                        target[place] = UInt8((red + whole / 2) / whole)
                        target[place + 1] = UInt8((green + whole / 2) / whole)
                        target[place + 2] = UInt8((blue + whole / 2) / whole)
                        if channels == 4 {
                            let area = lines.count * places.count
                            target[place + 3] = UInt8((opacity + area / 2) / area)
                        }
                    }
                }
            }
            used = columns * rows * channels
        }
        return Bitmap(trusted: averages, width: columns, height: rows, layout: layout)
    }
}
