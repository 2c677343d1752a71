/// A three-way merge of a section's blocks: as recorded, as the manuscript has them, and as the
/// models write them now.
///
/// Each side's changes are cut into hunks of the recorded blocks. A hunk that meets none of the
/// other side's is applied; where hunks of both overlap, the person's version stays and the other
/// is reported. (The idea of diff3: Khanna, Kunal and Pierce, *A Formal Investigation of Diff3*,
/// 2007; but neighbours are no conflict here, for a paragraph stands for itself.)
struct BlockMerge {
    /// A stretch that the person and the models both changed.
    struct Conflict: Equatable {
        /// The person's blocks; empty where they were deleted.
        var kept: [String]
        /// What the models would have there now.
        var offered: [String]
    }

    private(set) var blocks: [String] = []
    private(set) var conflicts: [Conflict] = []

    /// Merges.
    ///
    /// - Parameters:
    ///   - base: the hashes of the recorded blocks
    ///   - current: the manuscript's blocks
    ///   - offered: the blocks as the models write them now
    ///   - pinned: the hashes of blocks that count as the person's, although they were not changed
    init(base: [String], current: [String], offered: [String], pinned: Set<String> = []) {
        let mine = Side(
            base: base.map { pinned.contains($0) ? "pinned \($0)" : $0 }, blocks: current)
        let theirs = Side(base: base, blocks: offered)
        var myHunks = mine.hunks[...]
        var theirHunks = theirs.hunks[...]
        var done = 0
        while let next = [myHunks.first, theirHunks.first].compactMap({ $0?.range.lowerBound })
            .min()
        {
            blocks += mine.version(of: done..<next)
            done = next
            var stretch = next..<next
            // Both sides may insert at one place: that contradicts nothing.
            let own = myHunks.popInsertion(at: next)
            let added = theirHunks.popInsertion(at: next)
            if own != nil || added != nil {
                blocks += own ?? []
                if own != added { blocks += added ?? [] }
                continue
            }
            var isMine = false
            var isTheirs = false
            while true {
                if myHunks.popOverlap(with: &stretch) {
                    isMine = true
                } else if theirHunks.popOverlap(with: &stretch) {
                    isTheirs = true
                } else {
                    break
                }
            }
            let kept = mine.version(of: stretch)
            let offer = theirs.version(of: stretch)
            blocks += isMine ? kept : offer
            if isMine, isTheirs, kept != offer {
                conflicts.append(Conflict(kept: kept, offered: offer))
            }
            done = stretch.upperBound
        }
        blocks += mine.version(of: done..<base.count)
    }

    /// Recorded blocks and what stands in their place.
    fileprivate struct Hunk {
        var range: Range<Int>
        var blocks: [String]
    }

    /// What one side made of the recorded blocks.
    private struct Side {
        /// The block that stands for each recorded one; `nil` where it is gone.
        let same: [String?]
        let hunks: [Hunk]

        init(base: [String], blocks: [String]) {
            let places = Alignment(base, with: blocks.map(SectionedText.hash)).places
            same = places.map { $0.map { blocks[$0] } }
            var hunks: [Hunk] = []
            var start = (base: 0, block: 0)
            for (index, place) in (places + [blocks.count]).enumerated() {
                guard let place else { continue }
                let range = start.base..<index
                let made = Array(blocks[start.block..<place])
                if range.count == made.count {
                    // Neighbours that were reworded one by one are told apart by their place.
                    hunks += zip(range, made).map { Hunk(range: $0..<($0 + 1), blocks: [$1]) }
                } else {
                    hunks.append(Hunk(range: range, blocks: made))
                }
                start = (index + 1, place + 1)
            }
            self.hunks = hunks
        }

        /// This side's blocks for a range of recorded ones; no hunk crosses its ends.
        func version(of range: Range<Int>) -> [String] {
            var result: [String] = []
            var index = range.lowerBound
            for hunk in hunks
            where hunk.range.lowerBound >= range.lowerBound
                && hunk.range.upperBound <= range.upperBound
                && (!hunk.range.isEmpty
                    || range.lowerBound < hunk.range.lowerBound
                        && hunk.range.lowerBound < range.upperBound)
            {
                result += same[index..<hunk.range.lowerBound].compactMap { $0 }
                result += hunk.blocks
                index = hunk.range.upperBound
            }
            return result + same[index..<range.upperBound].compactMap { $0 }
        }
    }
}

extension ArraySlice<BlockMerge.Hunk> {
    /// Takes the first hunk if it only inserts, and at this place.
    fileprivate mutating func popInsertion(at place: Int) -> [String]? {
        guard let first, first.range == place..<place else { return nil }
        return popFirst()?.blocks
    }

    /// Takes the first hunk if it begins inside the stretch, or, where that is empty, at it; and
    /// widens the stretch.
    fileprivate mutating func popOverlap(with stretch: inout Range<Int>) -> Bool {
        guard let range = first?.range,
            stretch.isEmpty
                ? range.lowerBound == stretch.lowerBound
                : range.lowerBound < stretch.upperBound
        else { return false }
        stretch = stretch.lowerBound..<Swift.max(stretch.upperBound, range.upperBound)
        removeFirst()
        return true
    }
}
