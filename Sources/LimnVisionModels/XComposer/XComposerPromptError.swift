/// A prompt of tokens and pictures that do not fit together.
public enum XComposerPromptError: Error, Equatable, CustomStringConvertible, Sendable {
    /// There is nothing in it.
    case empty
    /// There is another number of places for pictures than these need.
    case pictures(count: Int, positions: Int, places: Int)

    /// What is wrong and what to do.
    public var description: String {
        switch self {
        case .empty: "the prompt is empty; give it at least one token"
        case .pictures(let count, let positions, let places):
            "\(count) pictures need \(positions) places in a row, but the prompt has \(places); put "
                + "\(XComposer.picturePlace) at every position of every picture"
        }
    }
}
