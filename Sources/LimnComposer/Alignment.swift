/// Which elements two sequences share, in order: a longest common subsequence.
struct Alignment {
    /// For each element of the first sequence, where it stands in the second; `nil` where it is
    /// gone. Places only ascend.
    let places: [Int?]

    /// Aligns two sequences.
    init<Element: Hashable>(_ first: [Element], with second: [Element]) {
        var removed: Set<Int> = []
        var inserted: Set<Int> = []
        for change in second.difference(from: first) {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): inserted.insert(offset)
            }
        }
        var rest = second.indices.filter { !inserted.contains($0) }[...]
        places = first.indices.map { removed.contains($0) ? nil : rest.popFirst() }
    }
}
