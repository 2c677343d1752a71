import LimnArticles

/// The names that a view offers to templates.
public struct TemplateFields<View: Sendable>: Sendable {
    private struct Field: Sendable {
        let name: String
        let kind: TemplateSchema.Kind
        let value: @Sendable (View) -> TemplateValue
    }

    private var fields: [Field] = []
    private var encoders: [@Sendable (View, inout ViewEncoding) -> Void] = []
    /// Where each name stands.
    private(set) var places = TemplateFieldPlaces()

    /// No names yet.
    public init() {}

    /// The names and kinds.
    public var schema: TemplateSchema {
        TemplateSchema(
            Dictionary(fields.map { ($0.name, $0.kind) }, uniquingKeysWith: { $1 }))
    }

    /// The value at one of the ``places``.
    func value(at place: Int, of view: View) -> TemplateValue { fields[place].value(view) }

    /// Adds all values of a view, in the order of the names' declaration.
    func encode(_ view: View, into encoding: inout ViewEncoding) {
        for encode in encoders { encode(view, &encoding) }
    }

    /// Adds text.
    public func text(_ name: String, _ get: @escaping @Sendable (View) -> String) -> Self {
        adding(name, .text, { .text(get($0)) }, { $1.add(get($0)) })
    }

    /// Adds text that is made when a template asks for it.
    public func text(_ name: String, _ get: @escaping @Sendable (View) -> DeferredText) -> Self {
        adding(name, .text, { .text(get($0).text) }, { $1.add(get($0).key) })
    }

    /// Adds text that may be missing; empty text counts as missing.
    public func optional(_ name: String, _ get: @escaping @Sendable (View) -> String?) -> Self {
        adding(
            name, .optionalText,
            { view in
                guard let text = get(view), !text.isEmpty else { return .absent }
                return .text(text)
            }, { $1.add(get($0)) })
    }

    /// Adds HTML that Limn made.
    public func html(_ name: String, _ get: @escaping @Sendable (View) -> String) -> Self {
        adding(name, .html, { .html(get($0)) }, { $1.add(get($0)) })
    }

    /// Adds HTML that Limn makes when a template asks for it.
    public func html(_ name: String, _ get: @escaping @Sendable (View) -> DeferredText) -> Self {
        adding(name, .html, { .html(get($0).text) }, { $1.add(get($0).key) })
    }

    /// Adds HTML that Limn made and that may be missing.
    public func optionalHTML(_ name: String, _ get: @escaping @Sendable (View) -> String?) -> Self {
        adding(
            name, .html,
            { view in
                guard let html = get(view), !html.isEmpty else { return .absent }
                return .html(html)
            }, { $1.add(get($0)) })
    }

    /// Adds a yes or no.
    public func flag(_ name: String, _ get: @escaping @Sendable (View) -> Bool) -> Self {
        adding(name, .flag, { .flag(get($0)) }, { $1.add(get($0)) })
    }

    /// Adds a list.
    public func list<Element: TemplateView>(
        _ name: String, _ get: @escaping @Sendable (View) -> [Element]
    ) -> Self {
        adding(
            name, .list(Element.schema), { .list(get($0)) }, { $1.add(views: get($0)) })
    }

    /// Adds a group of names.
    public func group<Group: TemplateView>(
        _ name: String, _ get: @escaping @Sendable (View) -> Group
    ) -> Self {
        adding(name, .group(Group.schema), { .group(get($0)) }, { $1.add(view: get($0)) })
    }

    /// Adds a group of names that may be missing.
    public func optionalGroup<Group: TemplateView>(
        _ name: String, _ get: @escaping @Sendable (View) -> Group?
    ) -> Self {
        adding(
            name, .optionalGroup(Group.schema), { view in get(view).map { .group($0) } ?? .absent },
            { $1.add(views: get($0).map { [$0] } ?? []) })
    }

    /// Adds texts whose names come from files.
    public func texts(
        _ name: String, _ get: @escaping @Sendable (View) -> [String: String]
    ) -> Self {
        adding(name, .texts, { .texts(get($0)) }, { $1.add(texts: get($0)) })
    }

    /// Adds texts that all views of a site have in common, so that whoever compares views compares
    /// these once and for all.
    public func sharedTexts(
        _ name: String, _ get: @escaping @Sendable (View) -> [String: String]
    ) -> Self {
        adding(name, .texts, { .texts(get($0)) }, { _, _ in })
    }

    /// Adds values of which only their file knows the names.
    public func open(
        _ name: String, _ get: @escaping @Sendable (View) -> FrontMatterValue
    ) -> Self {
        adding(name, .open, { .open(get($0)) }, { $1.add(get($0)) })
    }

    private func adding(
        _ name: String, _ kind: TemplateSchema.Kind,
        _ value: @escaping @Sendable (View) -> TemplateValue,
        _ encode: @escaping @Sendable (View, inout ViewEncoding) -> Void
    ) -> Self {
        var copy = self
        copy.places = places.adding(TemplateName(name), at: fields.count)
        copy.fields.append(Field(name: name, kind: kind, value: value))
        copy.encoders.append(encode)
        return copy
    }
}
