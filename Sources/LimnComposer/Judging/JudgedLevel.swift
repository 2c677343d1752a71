/// One of three levels, worth 5, 3 or 1 point: so four dimensions of the text give 20 at most, as in
/// the paper's tables.
///
/// That a dimension gives at most 5 follows from the paper's sums; how its three levels are spread
/// below that is Limn's choice.
public enum JudgedLevel: Int, Sendable, Hashable, Codable, CaseIterable {
    /// As it should be.
    case good = 5
    /// In between.
    case fair = 3
    /// Not as it should be.
    case poor = 1

    /// Its name for people.
    public var title: String {
        switch self {
        case .good: "Good"
        case .fair: "Fair"
        case .poor: "Poor"
        }
    }
}
