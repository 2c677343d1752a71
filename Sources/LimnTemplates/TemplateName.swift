import Synchronization

/// A name in templates and views as a number, so that looking it up costs no hashing.
///
/// Equal names have equal numbers, in all templates and views of the program.
struct TemplateName: Hashable, Sendable {
    /// From zero on, in the order in which names were first met.
    let number: Int32

    private static let numbers = Mutex<[String: Int32]>([:])

    init(_ text: String) {
        number = Self.numbers.withLock { numbers in
            if let known = numbers[text] { return known }
            let number = Int32(numbers.count)
            numbers[text] = number
            return number
        }
    }
}
