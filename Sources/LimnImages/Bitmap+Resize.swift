extension Bitmap {
    /// The picture at another size, filtered with Lanczos-3 in linear light.
    ///
    /// Working in linear light keeps fine bright detail (foam, stars, foliage against the sky) from
    /// darkening; alpha is multiplied in first, so that the colour of invisible pixels never
    /// bleeds into edges. Memory beyond the result is a few rows.
    ///
    /// - Parameters:
    ///   - width: columns of the result, at least 1
    ///   - height: rows of the result, at least 1
    public func resized(width newWidth: Int, height newHeight: Int) -> Bitmap {
        let newWidth = max(1, newWidth)
        let newHeight = max(1, newHeight)
        guard newWidth != width || newHeight != height else { return self }
        let across = ResampleWeights(from: width, to: newWidth)
        let down = ResampleWeights(from: height, to: newHeight)
        let channels = layout.channels
        let ringRows = down.longest
        var line = [SIMD4<Float>](repeating: .zero, count: width)
        var ring = [SIMD4<Float>](repeating: .zero, count: newWidth * ringRows)
        var ready = 0

        let resized = [UInt8](unsafeUninitializedCapacity: newWidth * newHeight * channels) {
            target, used in
            bytes.withUnsafeBufferPointer { source in
                line.withUnsafeMutableBufferPointer { line in
                    ring.withUnsafeMutableBufferPointer { ring in
                        for row in 0..<newHeight {
                            let span = down.spans[row]
                            while ready < span.start + span.count {
                                linearize(row: ready, of: source, into: line)
                                let base = (ready % ringRows) * newWidth
                                across.apply(
                                    to: UnsafeBufferPointer(line),
                                    into: UnsafeMutableBufferPointer(
                                        rebasing: ring[base..<(base + newWidth)]))
                                ready += 1
                            }
                            let output = UnsafeMutableBufferPointer(
                                rebasing: target[
                                    (row * newWidth * channels)..<((row + 1) * newWidth * channels)]
                            )
                            for column in 0..<newWidth {
                                var sum = SIMD4<Float>.zero
                                for tap in 0..<span.count {
                                    let held = (span.start + tap) % ringRows
                                    sum +=
                                        ring[held * newWidth + column]
                                        * down.weights[span.firstWeight + tap]
                                }
                                store(sum, at: column, in: output)
                            }
                        }
                    }
                }
            }
            used = newWidth * newHeight * channels
        }
        return Bitmap(trusted: resized, width: newWidth, height: newHeight, layout: layout)
    }

    private func linearize(
        row: Int, of source: UnsafeBufferPointer<UInt8>,
        into line: UnsafeMutableBufferPointer<SIMD4<Float>>
    ) {
        let channels = layout.channels
        var from = row * width * channels
        TransferCurve.linear.withUnsafeBufferPointer { linear in
            for column in 0..<width {
                let alpha = channels == 4 ? Float(source[from + 3]) / 255 : 1
                line[column] = SIMD4(
                    linear[Int(source[from])] * alpha, linear[Int(source[from + 1])] * alpha,
                    linear[Int(source[from + 2])] * alpha, alpha)
                from += channels
            }
        }
    }

    private func store(
        _ value: SIMD4<Float>, at column: Int, in row: UnsafeMutableBufferPointer<UInt8>
    ) {
        let channels = layout.channels
        let alpha = channels == 4 ? min(max(value.w, 0), 1) : 1
        let straight = alpha > 0 ? value / alpha : .zero
        for channel in 0..<3 {
            row[column * channels + channel] = TransferCurve.encode(straight[channel])
        }
        if channels == 4 {
            row[column * channels + 3] = UInt8(alpha * 255 + 0.5)
        }
    }
}
