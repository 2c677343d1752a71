extension Sequence {
    /// What is alike together, each kind where its first one stands.
    func grouped<Kind: Hashable>(by kind: (Element) -> Kind) -> [[Element]] {
        var places: [Kind: Int] = [:]
        var groups: [[Element]] = []
        for element in self {
            let kind = kind(element)
            if let place = places[kind] {
                groups[place].append(element)
            } else {
                places[kind] = groups.count
                groups.append([element])
            }
        }
        return groups
    }
}
