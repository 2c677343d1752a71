import LimnImages

/// Pictures as ``EfficientNetLite`` looks at them.
public enum ClassifierInput {
    /// The views of a picture: one of a cut-out or a square, two of an oblong photograph.
    ///
    /// A cut-out is laid on a white square, as goods are photographed. An oblong photograph is seen
    /// whole, squeezed into a square, and as its middle square; averaging the two is surer than
    /// either.
    public static func views(of bitmap: Bitmap) -> [[Float]] {
        let side = EfficientNetLite.side
        let flat = bitmap.flattened()
        if flat.width == flat.height { return [values(flat)] }
        if bitmap.isTransparent { return [values(flat.paddedToSquare())] }
        let length = min(flat.width, flat.height)
        let middle = flat.cropped(
            x: (flat.width - length) / 2, y: (flat.height - length) / 2, width: length,
            height: length)
        return [values(flat), values(middle)].filter { $0.count == side * side * 3 }
    }

    /// `(value - 127) / 128`, the network's own scale, of the picture at its size.
    static func values(_ bitmap: Bitmap) -> [Float] {
        let side = EfficientNetLite.side
        return bitmap.resizedBicubic(width: side, height: side).bytes.map {
            (Float($0) - 127) / 128
        }
    }
}
