import LimnModelFiles

/// Which layers see only the last positions, and how they turn them.
struct SlidingWindow: Sendable {
    /// The number of positions that such a layer sees, its own among them.
    let length: Int
    /// Every so manieth layer sees all positions.
    let period: Int
    /// The base of the rotary frequencies in the layers with a window; positions are not scaled there.
    let rotaryBase: Double

    /// The window of Gemma 3, by the keys that its converters write; those without a pattern mean six.
    init(_ file: GGUFFile, architecture: String) throws {
        func failure(_ message: String) -> ModelFileError {
            ModelFileError(
                file: file.file, message: message,
                remedy: "fetch the file again, it may be damaged")
        }
        let key = "\(architecture).attention.sliding_window"
        length = try file.required(key, file.integer(key))
        guard length > 0 else { throw failure("\(key) is \(length), not above 0") }
        let patternKey = "\(architecture).attention.sliding_window_pattern"
        if case .array = file.value(patternKey) {
            throw ModelFileError(
                file: file.file,
                message: "\(patternKey) lists the layers one by one, which Limn cannot follow",
                remedy: "choose a file of a converter that gives the period or leaves it out")
        }
        period = try file.integer(patternKey) ?? 6
        guard period > 0 else { throw failure("\(patternKey) is \(period), not above 0") }
        let baseKey = "\(architecture).rope.freq_base_swa"
        rotaryBase = try file.number(baseKey) ?? 10_000
        guard rotaryBase.isFinite, rotaryBase > 0 else {
            throw failure("\(baseKey) is \(rotaryBase), not a number above 0")
        }
    }

    /// Whether a layer has the window.
    func applies(toLayer layer: Int) -> Bool { (layer + 1) % period != 0 }
}
