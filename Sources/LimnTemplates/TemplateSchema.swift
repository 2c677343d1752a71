/// The names that a template may use at one place, each with the kind of value behind it.
public struct TemplateSchema: Sendable {
    /// What stands behind a name.
    public indirect enum Kind: Sendable {
        /// Text, always there; written with two braces.
        case text
        /// Text that may be missing; open a section with it to find out.
        case optionalText
        /// HTML that Limn made itself; written with three braces.
        case html
        /// Yes or no, for sections.
        case flag
        /// A list; a section repeats for each element.
        case list(TemplateSchema)
        /// A group of names, always there.
        case group(TemplateSchema)
        /// A group of names that may be missing.
        case optionalGroup(TemplateSchema)
        /// Texts whose names come from files: interface strings, assets.
        case texts
        /// Values from front matter, data files or arguments: any name may stand below it, as
        /// text, list or group.
        case open
    }

    /// The names with their kinds.
    public let kinds: [String: Kind]

    /// Makes a schema.
    public init(_ kinds: [String: Kind]) {
        self.kinds = kinds
    }
}
