/// Text that is made only when a template asks for it, under a key that stands for it.
///
/// Two texts with equal keys are equal, so that a page whose views did not change need not be
/// rendered, nor what stands in them.
public struct DeferredText: Sendable, ExpressibleByStringLiteral {
    /// What stands for the text where texts are compared.
    public let key: String
    private let make: @Sendable () -> String

    /// A text that is at hand, and its own key.
    public init(_ text: String) {
        self.init(key: text) { text }
    }

    /// A text that is made when it is asked for.
    ///
    /// - Parameters:
    ///   - key: differs whenever the text does
    ///   - make: makes the text; it may be called several times
    public init(key: String, _ make: @escaping @Sendable () -> String) {
        self.key = key
        self.make = make
    }

    /// A text that is at hand, and its own key.
    public init(stringLiteral text: String) {
        self.init(text)
    }

    /// The text.
    public var text: String { make() }
}
