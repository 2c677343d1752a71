import Foundation

extension TransformerOperations {
    /// Layer normalisation of one row; `output` may be `x` itself.
    public static func layerNorm(
        _ x: UnsafePointer<Float>, scale: UnsafePointer<Float>, shift: UnsafePointer<Float>,
        count: Int, epsilon: Float, into output: UnsafeMutablePointer<Float>
    ) {
        let length = Float(count)
        var sum: Float = 0
        for column in 0..<count { sum += x[column] }
        let mean = sum / length
        var squares: Float = 0
        for column in 0..<count {
            let difference = x[column] - mean
            squares += difference * difference
        }
        let factor = 1 / (squares / length + epsilon).squareRoot()
        for column in 0..<count {
            output[column] = (x[column] - mean) * factor * scale[column] + shift[column]
        }
    }

    /// The Gaussian error linear unit in place, exactly: x Φ(x).
    public static func gelu(_ x: UnsafeMutablePointer<Float>, count: Int) {
        for index in 0..<count {
            x[index] = 0.5 * x[index] * (1 + erff(x[index] * 0.707_106_77))
        }
    }
}

extension FloatMatrix {
    /// The Gaussian error linear unit of every element, exactly.
    public func gelu() -> FloatMatrix {
        mapRows { from, to in
            to.update(from: from, count: columns)
            TransformerOperations.gelu(to, count: columns)
        }
    }
}
