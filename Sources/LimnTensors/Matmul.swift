import COpenBLAS

/// Products of float matrices.
public enum Matmul {
    /// `output = a × bᵀ`, all three stored row by row, on OpenBLAS with one thread.
    ///
    /// The bits of a result depend on `rows`, `columns` and `inner`, never on threads: for
    /// reproducible results, call it with the same shapes (one call a sequence).
    ///
    /// - Parameters:
    ///   - a: `rows × inner` floats.
    ///   - b: `columns × inner` floats; weights as model files store them.
    ///   - output: `rows × columns` floats.
    ///   - accumulating: Whether the product is added to what is there.
    public static func float32(
        _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
        into output: UnsafeMutablePointer<Float>, rows: Int, columns: Int, inner: Int,
        accumulating: Bool = false
    ) {
        guard rows > 0, columns > 0 else { return }
        guard inner > 0, let m = Int32(exactly: rows), let n = Int32(exactly: columns),
            let k = Int32(exactly: inner)
        else {
            float32Reference(
                a, b, into: output, rows: rows, columns: columns, inner: inner,
                accumulating: accumulating)
            return
        }
        OpenBLAS.sgemm(
            CblasRowMajor, CblasNoTrans, CblasTrans, m, n, k, 1, a, k, b, k, accumulating ? 1 : 0,
            output, n)
    }

    /// The same, plainly: the reference in tests.
    public static func float32Reference(
        _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
        into output: UnsafeMutablePointer<Float>, rows: Int, columns: Int, inner: Int,
        accumulating: Bool = false
    ) {
        for row in 0..<max(rows, 0) {
            for column in 0..<max(columns, 0) {
                var sum: Float = accumulating ? output[row * columns + column] : 0
                for index in 0..<max(inner, 0) {
                    sum += a[row * inner + index] * b[column * inner + index]
                }
                output[row * columns + column] = sum
            }
        }
    }
}
