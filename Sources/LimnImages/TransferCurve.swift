import Foundation

/// The sRGB transfer function (IEC 61966-2-1) between stored bytes and linear light.
enum TransferCurve {
    /// Linear light in 0...1 for each stored byte.
    static let linear: [Float] = (0...255).map { byte in
        let value = Double(byte) / 255
        return Float(value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4))
    }

    /// 4096 steps are too few near black, where the curve is steep; 16,384 round-trip every byte.
    private static let steps = 16_384
    private static let encoded: [UInt8] = (0...steps).map { step in
        let value = Double(step) / Double(steps)
        let stored = value <= 0.0031308 ? value * 12.92 : 1.055 * pow(value, 1 / 2.4) - 0.055
        return UInt8((stored * 255).rounded())
    }

    /// The stored byte for linear light, clamped to 0...1.
    static func encode(_ value: Float) -> UInt8 {
        let step = Int(min(max(value, 0), 1) * Float(steps) + 0.5)
        return encoded[step]
    }
}
