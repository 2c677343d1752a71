import LimnArticles

/// Which pages a render publishes.
public struct PageSelection: Sendable, Hashable {
    /// Why a page is left out.
    public enum Absence: Sendable, Hashable, CustomStringConvertible {
        /// It says `draft: true`.
        case draft
        /// Its day is still to come.
        case scheduled(Timestamp)
        /// Its last day is over.
        case expired(Timestamp)
        /// It says `build: {render: never}`, or its section says so for it.
        case unrendered

        /// What a message says of the page.
        public var description: String {
            switch self {
            case .draft: "a draft"
            case .scheduled(let time): "published only from \(time.rfc3339)"
            case .expired(let time): "expired since \(time.rfc3339)"
            case .unrendered: "not published as a page, as its front matter or its section says"
            }
        }

        /// How to have it published.
        var remedy: String {
            switch self {
            case .draft: "Remove 'draft' from its front matter to publish it, or render --drafts."
            case .scheduled: "Render it with --future, or change its date."
            case .expired: "Change its expiryDate, or remove the link."
            case .unrendered: "Remove 'build', 'headless' or the section's 'cascade'."
            }
        }
    }

    /// Whether drafts are published.
    public var includesDrafts: Bool
    /// Whether pages of the future are published.
    public var includesFuture: Bool
    /// The moment for which the site is made; without one, no page is too early or too late.
    public var now: Timestamp?

    /// Makes a selection.
    public init(includesDrafts: Bool = false, includesFuture: Bool = false, now: Timestamp? = nil) {
        self.includesDrafts = includesDrafts
        self.includesFuture = includesFuture
        self.now = now
    }

    /// Why a page is left out; `nil` for one that is published.
    func absence(of page: ContentPage) -> Absence? {
        if !page.matter.isRendered { return .unrendered }
        if page.isDraft && !includesDrafts { return .draft }
        guard let now else { return nil }
        if !includesFuture, let start = page.publishesFrom ?? page.published,
            start.seconds > now.seconds
        {
            return .scheduled(start)
        }
        if let end = page.expires, end.seconds <= now.seconds { return .expired(end) }
        return nil
    }
}
