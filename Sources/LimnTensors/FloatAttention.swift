/// Attention of many heads in single precision (Vaswani et al., 2017).
public enum FloatAttention {
    /// For each head `softmax(q kᵀ × scale) v`, side by side.
    ///
    /// - Parameters:
    ///   - queries: One row a position that looks, all heads side by side.
    ///   - keys: One row a position that is looked at.
    ///   - values: As many rows as `keys`.
    ///   - heads: How many heads share a row.
    ///   - scale: The factor of the scores.
    ///   - isCausal: Whether the queries are the last of the positions, and each looks only at itself
    ///     and those before it.
    ///   - pool: The threads; each head is one task.
    public static func attend(
        queries: FloatMatrix, keys: FloatMatrix, values: FloatMatrix, heads: Int, scale: Float,
        isCausal: Bool, on pool: WorkerPool
    ) -> FloatMatrix {
        let width = queries.columns / heads
        precondition(
            width * heads == queries.columns && keys.columns == queries.columns
                && values.columns == queries.columns && keys.rows == values.rows
                && (!isCausal || keys.rows >= queries.rows))
        let past = keys.rows - queries.rows
        var result = FloatMatrix(rows: queries.rows, columns: queries.columns)
        result.values.withUnsafeMutableBufferPointer { output in
            guard let output = output.baseAddress else { return }
            pool.run(heads) { head, _ in
                var scores = FloatMatrix(rows: queries.rows, columns: keys.rows)
                let q = part(queries, head: head, width: width, factor: scale)
                let k = part(keys, head: head, width: width, factor: 1)
                scores.values.withUnsafeMutableBufferPointer { scores in
                    guard let start = scores.baseAddress else { return }
                    Matmul.float32(
                        q, k, into: start, rows: queries.rows, columns: keys.rows, inner: width)
                    for row in 0..<queries.rows {
                        let seen = isCausal ? past + row + 1 : keys.rows
                        let line = start + row * keys.rows
                        TransformerOperations.softmax(line, count: seen)
                        for unseen in seen..<keys.rows { line[unseen] = 0 }
                    }
                }
                let turned = transposedPart(values, head: head, width: width)
                var context = [Float](repeating: 0, count: queries.rows * width)
                Matmul.float32(
                    scores.values, turned, into: &context, rows: queries.rows, columns: width,
                    inner: keys.rows)
                for row in 0..<queries.rows {
                    for column in 0..<width {
                        output[row * queries.columns + head * width + column] =
                            context[row * width + column]
                    }
                }
            }
        }
        return result
    }

    /// One head's columns, row by row.
    private static func part(
        _ matrix: FloatMatrix, head: Int, width: Int, factor: Float
    ) -> [Float] {
        var result: [Float] = []
        result.reserveCapacity(matrix.rows * width)
        for row in 0..<matrix.rows {
            let start = row * matrix.columns + head * width
            for index in start..<start + width { result.append(matrix.values[index] * factor) }
        }
        return result
    }

    /// One head's columns, column by column.
    private static func transposedPart(_ matrix: FloatMatrix, head: Int, width: Int) -> [Float] {
        var result: [Float] = []
        result.reserveCapacity(matrix.rows * width)
        for column in 0..<width {
            for row in 0..<matrix.rows {
                result.append(matrix.values[row * matrix.columns + head * width + column])
            }
        }
        return result
    }
}
