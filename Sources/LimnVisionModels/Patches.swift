import LimnTensors

/// Pictures as vision transformers take them in: cut into squares.
enum Patches {
    /// One row a square, from the top left: its values by channel, row and column.
    ///
    /// - Parameters:
    ///   - pixels: `3 × side × side` values, channel by channel.
    ///   - side: The picture's side; what is left over at the right and below is not looked at.
    ///   - patch: The squares' side.
    static func unfolded(_ pixels: [Float], side: Int, patch: Int) -> FloatMatrix {
        precondition(pixels.count == 3 * side * side && patch > 0 && patch <= side)
        let along = side / patch
        var values: [Float] = []
        values.reserveCapacity(3 * along * along * patch * patch)
        for top in 0..<along {
            for left in 0..<along {
                for channel in 0..<3 {
                    for row in 0..<patch {
                        let y = top * patch + row
                        let start = (channel * side + y) * side + left * patch
                        values += pixels[start..<start + patch]
                    }
                }
            }
        }
        return FloatMatrix(columns: 3 * patch * patch, values: values)
    }
}
