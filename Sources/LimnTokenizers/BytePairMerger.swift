/// Merges the bytes of one word, lowest rank first and leftmost among equals.
///
/// A heap over a linked list: a word of n bytes takes O(n log n), so a run of a hundred thousand
/// equal characters is no trouble. Stale heap entries are told by the pieces they were made for.
struct BytePairMerger {
    private struct Candidate {
        let rank: Int32
        let left: Int32
        let leftPiece: Int32
        let rightPiece: Int32
        let result: Int32

        func precedes(_ other: Candidate) -> Bool {
            rank != other.rank ? rank < other.rank : left < other.left
        }
    }

    private let merges: MergeTable
    private var pieces: [Int32] = []
    private var next: [Int32] = []
    private var previous: [Int32] = []
    private var heap: [Candidate] = []

    init(merges: MergeTable) {
        self.merges = merges
    }

    /// Calls `body` with the pieces that are left when no two neighbours merge any more.
    mutating func merge(_ word: some Sequence<Int32>, _ body: (Int32) -> Void) {
        pieces.removeAll(keepingCapacity: true)
        pieces.append(contentsOf: word)
        let count = Int32(pieces.count)
        next.removeAll(keepingCapacity: true)
        previous.removeAll(keepingCapacity: true)
        for index in 0..<count {
            next.append(index + 1 < count ? index + 1 : -1)
            previous.append(index - 1)
        }
        heap.removeAll(keepingCapacity: true)
        for index in 0..<max(0, count - 1) { consider(index, index + 1) }
        while let best = pop() {
            let left = Int(best.left)
            let right = next[left]
            guard pieces[left] == best.leftPiece, right >= 0,
                pieces[Int(right)] == best.rightPiece
            else { continue }
            pieces[left] = best.result
            pieces[Int(right)] = -1
            let after = next[Int(right)]
            next[left] = after
            if after >= 0 { previous[Int(after)] = best.left }
            if previous[left] >= 0 { consider(previous[left], best.left) }
            if after >= 0 { consider(best.left, after) }
        }
        var index: Int32 = count > 0 ? 0 : -1
        while index >= 0 {
            body(pieces[Int(index)])
            index = next[Int(index)]
        }
    }

    private mutating func consider(_ left: Int32, _ right: Int32) {
        let leftPiece = pieces[Int(left)]
        let rightPiece = pieces[Int(right)]
        guard let merge = merges.merge(leftPiece, rightPiece) else { return }
        heap.append(
            Candidate(
                rank: merge.rank, left: left, leftPiece: leftPiece, rightPiece: rightPiece,
                result: merge.result))
        var child = heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child].precedes(heap[parent]) else { break }
            heap.swapAt(child, parent)
            child = parent
        }
    }

    private mutating func pop() -> Candidate? {
        guard let last = heap.popLast() else { return nil }
        guard let best = heap.first else { return last }
        heap[0] = last
        var parent = 0
        while true {
            var child = 2 * parent + 1
            guard child < heap.count else { break }
            if child + 1 < heap.count, heap[child + 1].precedes(heap[child]) { child += 1 }
            guard heap[child].precedes(heap[parent]) else { break }
            heap.swapAt(child, parent)
            parent = child
        }
        return best
    }
}
