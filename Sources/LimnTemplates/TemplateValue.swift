import LimnArticles

/// What a template finds behind a name.
public enum TemplateValue: Sendable {
    /// Text, escaped when it is rendered.
    case text(String)
    /// HTML, rendered as it is.
    case html(String)
    /// Whether a section is shown.
    case flag(Bool)
    /// A section repeats for each.
    case list([any TemplateView])
    /// A group of names.
    case group(any TemplateView)
    /// Texts by name.
    case texts([String: String])
    /// Values that only their file knows.
    case open(FrontMatterValue)
    /// Nothing; sections are skipped.
    case absent
}
