import LimnTensors

/// How exactly a part of an imported model is stored.
public enum WeightPrecision: String, Sendable, CaseIterable {
    /// 4 bits, and 6 for the matrices that matter most.
    case bits4 = "q4"
    /// 8 bits.
    case bits8 = "q8"
    /// Half precision.
    case half = "f16"
    /// Single precision.
    case single = "f32"

    /// The type of a matrix: the one wanted, or where its rows are no whole number of blocks the next
    /// finer one.
    func type(columns: Int, isImportant: Bool) -> ElementType {
        switch self {
        case .single: return .f32
        case .half: return .f16
        case .bits4 where columns.isMultiple(of: ElementType.q4_K.blockLength):
            return isImportant ? .q6_K : .q4_K
        case .bits4, .bits8:
            return columns.isMultiple(of: ElementType.q8_0.blockLength) ? .q8_0 : .f16
        }
    }
}
