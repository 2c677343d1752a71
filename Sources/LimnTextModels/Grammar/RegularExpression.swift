/// A regular expression over Unicode scalars, parsed.
indirect enum RegularExpression: Equatable, Sendable {
    /// One scalar of a set, which is never empty.
    case scalar(ScalarSet)
    /// One after the other; no parts match the empty text.
    case sequence([RegularExpression])
    /// Any one of them.
    case alternatives([RegularExpression])
    /// At least `minimum` and at most `maximum` times, without limit where that is nil.
    case repetition(RegularExpression, minimum: Int, maximum: Int?)

    /// The expression that matches exactly `text`.
    static func literal(_ text: String) -> RegularExpression {
        .sequence(text.unicodeScalars.map { .scalar(ScalarSet([$0.value...$0.value])) })
    }
}
