extension Bitmap {
    /// The picture turned upright.
    public func upright(from orientation: Orientation) -> Bitmap {
        guard orientation != .upright else { return self }
        let (columns, rows) = orientation.swapsAxes ? (height, width) : (width, height)
        let channels = layout.channels
        // The source index moves by `across` for each column of the result and by `down` for
        // each row, from `start`, all in pixels.
        let last = width * height - 1
        let (start, across, down) =
            switch orientation {
            case .upright: (0, 1, width)
            case .mirrored: (width - 1, -1, width)
            case .upsideDown: (last, -1, -width)
            case .flipped: (last - (width - 1), 1, -width)
            case .transposed: (0, width, 1)
            case .turnedLeft: (last - (width - 1), -width, 1)
            case .transversed: (last, -width, -1)
            case .turnedRight: (width - 1, width, -1)
            }
        let turned = [UInt8](unsafeUninitializedCapacity: bytes.count) { target, used in
            bytes.withUnsafeBufferPointer { source in
                var written = 0
                for row in 0..<rows {
                    var from = start + row * down
                    for _ in 0..<columns {
                        for channel in 0..<channels {
                            target[written] = source[from * channels + channel]
                            written += 1
                        }
                        from += across
                    }
                }
            }
            used = bytes.count
        }
        return Bitmap(trusted: turned, width: columns, height: rows, layout: layout)
    }
}
