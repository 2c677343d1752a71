/// How finely keys and values are kept.
public enum CachePrecision: String, Sendable, CaseIterable {
    /// Half precision.
    case f16
    /// 8 bits in blocks of 32 that share a scale, as llama.cpp's Q8_0: 53 % of the memory.
    case q8
}
