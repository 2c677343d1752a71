import Foundation
import LimnImages

/// When and where a picture was taken.
///
/// It helps to find and to choose pictures, and stays on the writer's machine: no page, feed or export
/// has it.
public struct PictureOrigin: Codable, Hashable, Sendable {
    /// By the clock of the place: `2020-05-14T10:22:31`, or the day alone.
    public var taken: String?
    /// The smallest area first: “Alfama, Lisbon, Portugal”.
    public var place: String?
    /// As the camera measured it.
    public var position: GeographicPosition?

    /// Nothing is known unless given.
    public init(taken: String? = nil, place: String? = nil, position: GeographicPosition? = nil) {
        self.taken = taken
        self.place = place
        self.position = position
    }

    /// Whether nothing is known.
    public var isEmpty: Bool { self == PictureOrigin() }

    /// What is known, in words.
    public var facts: [String] { [taken, place, position?.description].compactMap { $0 } }

    /// The month in a language, such as “May 2020” or “2020年5月”; `nil` without a date.
    public func month(in language: String) -> String? {
        let parts = (taken ?? "").split(separator: "-").prefix(2).compactMap { Int($0) }
        guard parts.count == 2, (1...12).contains(parts[1]) else { return nil }
        if language.hasPrefix("zh") { return "\(parts[0])年\(parts[1])月" }
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: language)
        return "\(formatter.standaloneMonthSymbols[parts[1] - 1]) \(parts[0])"
    }

    /// This, and `other` where this one is silent.
    func over(_ other: PictureOrigin) -> PictureOrigin {
        PictureOrigin(
            taken: taken ?? other.taken, place: place ?? other.place,
            position: position ?? other.position)
    }
}
