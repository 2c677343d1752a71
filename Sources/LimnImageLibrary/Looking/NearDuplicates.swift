/// Pictures that look like copies of one another: shrunk, recoded or slightly edited.
public struct NearDuplicates: Sendable {
    private let ids: [String]
    private let traits: [PictureTraits?]

    init(ids: [String], traits: [PictureTraits?]) {
        self.ids = ids
        self.traits = traits
    }

    /// Measures a library's pictures, those that were not measured yet.
    ///
    /// - Parameter progress: called with the number of pictures measured and their total.
    /// - Throws: `LibraryError` if the index cannot be used.
    public init(
        in library: ImageLibrary, progress: (Int, Int) -> Void = { _, _ in }
    ) throws {
        let store = LookStore(library: library, looker: nil)
        _ = try store.look(progress: progress)
        let records = try library.records()
        self.init(ids: records.map(\.id), traits: try store.traits(of: records))
    }

    /// The ids of the pictures that look like one, without itself, in order.
    func lookalikes(ofRow row: Int) -> [String] {
        guard let own = traits[row] else { return [] }
        return ids.indices.filter { other in
            other != row && traits[other].map(own.isNearDuplicate) == true
        }.map { ids[$0] }
    }

    /// Pictures that look alike, in groups of two and more, each in order.
    ///
    /// Every pair is compared, which takes seconds for a hundred thousand pictures: most differ in
    /// their first bits already.
    public var groups: [[String]] {
        var group = Array(ids.indices)
        func root(_ row: Int) -> Int {
            var row = row
            while group[row] != row { row = group[row] }
            return row
        }
        for row in ids.indices {
            guard let own = traits[row] else { continue }
            for other in ids.indices.dropFirst(row + 1) {
                guard let theirs = traits[other], own.isNearDuplicate(of: theirs) else { continue }
                let (one, two) = (root(row), root(other))
                group[max(one, two)] = min(one, two)
            }
        }
        return Dictionary(grouping: ids.indices, by: root).filter { $0.value.count > 1 }
            .sorted { $0.key < $1.key }.map { $0.value.map { ids[$0] }.sorted() }
    }
}
