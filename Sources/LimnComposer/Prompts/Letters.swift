/// The letters that name the options of a question.
enum Letters {
    /// `A` for 0, `B` for 1 and so on to `Z`.
    static func letter(_ index: Int) -> String {
        String(UnicodeScalar(UInt8(65 + min(max(index, 0), 25))))
    }
}
