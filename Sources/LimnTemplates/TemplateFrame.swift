import LimnArticles

/// A place where templates look names up.
struct TemplateFrame {
    private enum Content {
        case view(any TemplateView)
        case texts([String: String])
        case scalar(TemplateValue)
        case open(FrontMatterValue)
    }

    private let content: Content
    /// Where names stand, of a view; what it does not offer need not be asked for.
    let places: TemplateFieldPlaces?

    init(_ view: any TemplateView) {
        content = .view(view)
        places = view.places
    }

    init(_ texts: [String: String]) {
        content = .texts(texts)
        places = nil
    }

    init(scalar value: TemplateValue) {
        content = .scalar(value)
        places = nil
    }

    init(_ value: FrontMatterValue) {
        switch TemplateValue(settling: value) {
        case .open: content = .open(value)
        case let scalar: content = .scalar(scalar)
        }
        places = nil
    }

    /// The value of the section itself, where it is a single one.
    var scalar: TemplateValue? {
        if case .scalar(let value) = content { return value }
        return nil
    }

    /// The value at one of the ``places``.
    func value(at place: Int) -> TemplateValue? {
        if case .view(let view) = content { return view.value(at: place) }
        return nil
    }

    /// The value of a name of something else than a view.
    func value(_ name: String) -> TemplateValue? {
        switch content {
        case .texts(let texts): texts[name].map { .text($0) }
        case .open(let values): values.child(name).map { .open($0) }
        case .view, .scalar: nil
        }
    }
}

extension TemplateValue {
    /// What a value from a file is to a template: a single one is text, or a flag when it is
    /// `false`, or nothing.
    init(settling value: FrontMatterValue) {
        switch value.content {
        case .scalar("false"): self = .flag(false)
        case .scalar(let text): self = .text(text)
        case .empty: self = .absent
        case .sequence, .mapping: self = .open(value)
        }
    }
}
