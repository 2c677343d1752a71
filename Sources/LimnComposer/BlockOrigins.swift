import LimnArticles

/// Where the sections and blocks of a manuscript stood in the article as it was composed.
struct BlockOrigins {
    private var sections: [Int: Int] = [:]
    private var blocks: [[Int?]] = []

    /// Finds the origins.
    ///
    /// - Parameters:
    ///   - text: the manuscript
    ///   - recorded: the sections as they were composed
    init(of text: SectionedText, in recorded: [CompositionRecord.Section]) {
        for (index, fate) in text.fates(of: recorded).enumerated() {
            if let place = fate.index { sections[place] = index }
        }
        for (index, section) in text.sections.enumerated() {
            let base = sections[index].map { recorded[$0].blocks } ?? []
            blocks.append(Self.origins(of: section.hashes, in: base))
        }
    }

    /// The composed section that a section of the manuscript is.
    func section(of section: Int) -> Int? { sections[section] }

    /// The composed block that a block is, or was before a person reworded it, within the composed
    /// section of its section.
    func block(of block: Int, inSection section: Int) -> Int? { blocks[section][block] }

    /// Where the manuscript has a composed block; `nil` where it is gone.
    func place(ofBlock block: Int, inSection section: Int) -> (section: Int, block: Int)? {
        guard let own = sections.first(where: { $0.value == section })?.key,
            let place = blocks[own].firstIndex(of: block)
        else { return nil }
        return (own, place)
    }

    private static func origins(of blocks: [String], in recorded: [String]) -> [Int?] {
        let places = Alignment(blocks, with: recorded).places
        var result = places
        var start = (block: 0, recorded: 0)
        for (index, place) in (places + [recorded.count]).enumerated() {
            guard let place else { continue }
            // Neighbours that were reworded one by one are told apart by their place.
            if index - start.block == place - start.recorded {
                for offset in 0..<(index - start.block) {
                    result[start.block + offset] = start.recorded + offset
                }
            }
            start = (index + 1, place + 1)
        }
        return result
    }
}
