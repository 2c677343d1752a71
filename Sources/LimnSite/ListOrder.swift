import LimnArticles

/// The order of a list.
public enum ListOrder: String, Sendable, Hashable, CaseIterable {
    /// By weight, then the newest first, then by title: what Hugo does.
    case automatic
    /// The newest first.
    case date
    /// The oldest first.
    case oldest
    /// The lightest first; pages without a weight last.
    case weight
    /// By title, in the order of Unicode.
    case title
    /// By the files' paths.
    case path

    /// Reads the key `sort`.
    init?(in matter: FrontMatter) throws {
        guard let text = try matter.string("sort") else { return nil }
        guard let order = ListOrder(rawValue: text) else {
            throw matter.problem(
                "sort", "'\(text.prefix(40))' is not an order of lists",
                remedy: "There are: \(Self.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
        self = order
    }

    /// The pages in this order; paths settle what else is equal.
    func sorted(_ pages: [ContentPage]) -> [ContentPage] {
        switch self {
        case .automatic:
            pages.sorted { left, right in
                if left.weightKey != right.weightKey { return left.weightKey < right.weightKey }
                if left.dateKey != right.dateKey { return left.dateKey > right.dateKey }
                return (left.title, left.key) < (right.title, right.key)
            }
        case .date:
            pages.sorted { ($1.dateKey, $0.key) < ($0.dateKey, $1.key) }
        case .oldest:
            pages.sorted { ($0.dateKey, $0.key) < ($1.dateKey, $1.key) }
        case .weight:
            pages.sorted { ($0.weightKey, $0.title, $0.key) < ($1.weightKey, $1.title, $1.key) }
        case .title: pages.sorted { ($0.title, $0.key) < ($1.title, $1.key) }
        case .path: pages.sorted { $0.key < $1.key }
        }
    }
}

extension ContentPage {
    /// Like Hugo, a weight of 0 is none.
    fileprivate var weightKey: Int {
        let weight = matter.weight ?? 0
        return weight == 0 ? Int.max : weight
    }

    fileprivate var dateKey: Int { published?.seconds ?? Int.min }
}
