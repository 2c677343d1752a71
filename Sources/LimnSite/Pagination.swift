/// How a list is cut into pages.
struct Pagination: Sendable {
    private let count: Int
    private let size: Int
    private let first: Route

    /// - Parameter size: entries a page; 0 puts all on one
    init(count: Int, size: Int, at first: Route) {
        self.count = count
        self.size = size > 0 ? size : max(1, count)
        self.first = first
    }

    /// The numbers of the pages, from 1; a list without entries has one page too.
    var numbers: ClosedRange<Int> { 1...max(1, (count + size - 1) / size) }

    /// The entries of a page.
    func range(_ number: Int) -> Range<Int> {
        min(count, (number - 1) * size)..<min(count, number * size)
    }

    /// Where a page is; the first one is the list itself.
    func route(_ number: Int) -> Route {
        number == 1 ? first : Route(first.segments + ["page", String(number)])
    }

    /// The pages that a reader may want from here: the first, the last and those around.
    func shown(around number: Int) -> [Int] {
        numbers.filter { $0 == 1 || $0 == numbers.upperBound || abs($0 - number) <= 2 }
    }
}
