/// Where the names of a kind of view stand among its fields, as a table by name.
final class TemplateFieldPlaces: Sendable {
    private let places: [Int16]

    private static let none: Int16 = -1

    /// No names.
    init() {
        places = []
    }

    private init(_ places: [Int16]) {
        self.places = places
    }

    /// The place of a name; `nil` for a name that the view does not offer.
    func place(of name: TemplateName) -> Int? {
        let number = Int(name.number)
        guard number < places.count, places[number] != Self.none else { return nil }
        return Int(places[number])
    }

    /// The same with one name more, or with another place for a name.
    func adding(_ name: TemplateName, at place: Int) -> TemplateFieldPlaces {
        let number = Int(name.number)
        var places = places
        while places.count <= number { places.append(Self.none) }
        places[number] = Int16(place)
        return TemplateFieldPlaces(places)
    }
}
