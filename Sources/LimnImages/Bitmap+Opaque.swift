extension Bitmap {
    /// The colours of the pixels, whatever their alpha: what Pillow's `convert("RGB")` gives.
    public func withoutAlpha() -> Bitmap {
        guard layout == .rgba else { return self }
        var colours: [UInt8] = []
        colours.reserveCapacity(width * height * 3)
        for start in stride(from: 0, to: bytes.count, by: 4) { colours += bytes[start..<start + 3] }
        return Bitmap(trusted: colours, width: width, height: height, layout: .rgb)
    }
}
