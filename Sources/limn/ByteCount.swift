/// Lengths of files as people read them.
enum ByteCount {
    /// The length in KiB, MiB or GiB with at most one decimal.
    static func text(_ bytes: UInt64) -> String {
        switch bytes {
        case ..<(1 << 20): "\((bytes + 1_023) >> 10) KiB"
        case ..<(1 << 30): decimal(bytes, unit: 1 << 20) + " MiB"
        default: decimal(bytes, unit: 1 << 30) + " GiB"
        }
    }

    private static func decimal(_ bytes: UInt64, unit: UInt64) -> String {
        let tenths = (bytes / (unit / 100) + 5) / 10
        return "\(tenths / 10).\(tenths % 10)"
    }
}
