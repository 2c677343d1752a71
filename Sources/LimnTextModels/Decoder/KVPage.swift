/// The keys and values of up to ``positions`` consecutive tokens, for all layers, as ``KVLayout`` says.
///
/// Pages that are full or belong to a shared prefix are never written.
final class KVPage: @unchecked Sendable {
    static let positions = 64

    let start: UnsafeMutablePointer<UInt16>
    private let count: Int

    init(count: Int) {
        self.count = count
        start = .allocate(capacity: count)
        start.initialize(repeating: 0, count: count)
    }

    init(copying page: KVPage) {
        count = page.count
        start = .allocate(capacity: count)
        start.initialize(from: page.start, count: count)
    }

    deinit {
        start.deallocate()
    }
}
