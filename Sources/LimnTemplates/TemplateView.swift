import LimnArticles

/// A value that templates can read, with the names it offers.
///
/// ```swift
/// struct LinkView: TemplateView {
///     let url: String
///     let name: String
///
///     static let fields = TemplateFields<Self>()
///         .text("url") { $0.url }
///         .text("name") { $0.name }
/// }
/// ```
/// The same declaration serves rendering and ``TemplateChecker``, so the two cannot disagree.
public protocol TemplateView: Sendable {
    /// The names, with how to get each value.
    static var fields: TemplateFields<Self> { get }
}

extension TemplateView {
    /// The names and kinds.
    public static var schema: TemplateSchema { fields.schema }

    /// The value of a name; `nil` for an unknown name.
    func value(_ name: String) -> TemplateValue? {
        let fields = Self.fields
        return fields.places.place(of: TemplateName(name)).map { fields.value(at: $0, of: self) }
    }

    /// The value at one of the ``TemplateFieldPlaces`` of this view.
    func value(at place: Int) -> TemplateValue { Self.fields.value(at: place, of: self) }

    /// Where this view's names stand.
    var places: TemplateFieldPlaces { Self.fields.places }
}
