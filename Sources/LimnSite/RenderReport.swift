import LimnArticles

/// What a render did, for people and for `--format json`.
public struct RenderReport: Sendable, Codable {
    /// One page.
    public struct Page: Sendable, Codable {
        /// The file it was made from; `nil` for lists.
        public let source: String?
        /// Its address within the site.
        public let route: String
        /// What it is: article, page, list, tag, feed, …
        public let kind: String
        /// The language.
        public let language: String
        /// Files that were made, relative to the site's folder.
        public let outputs: [String]
        /// Seconds of rendering.
        public let seconds: Double
        /// Whether every output was there already, byte for byte.
        public var cached: Bool
    }

    /// Pictures.
    public struct Pictures: Sendable, Codable {
        /// Sources that were decoded and compressed.
        public let encoded: Int
        /// Sources whose sizes were all there.
        public let cached: Int
    }

    /// Files of the site.
    public struct Files: Sendable, Codable {
        /// New or changed.
        public let written: Int
        /// As before.
        public let unchanged: Int
        /// Gone.
        public let removed: Int
    }

    /// Seconds of each step.
    public struct Step: Sendable, Codable {
        /// What was done.
        public let name: String
        /// How long it took.
        public let seconds: Double
    }

    /// Pages in the order of their addresses.
    public let pages: [Page]
    /// Pictures.
    public let pictures: Pictures
    /// Files.
    public let files: Files
    /// Steps in order.
    public let steps: [Step]
    /// A page that was left out.
    public struct Absent: Sendable, Codable {
        /// Its file.
        public let source: String
        /// Why: a draft, not yet, or no more.
        public let reason: String
    }

    /// Pages that were left out.
    public let absent: [Absent]
    /// Warnings, as they are printed.
    public let warnings: [String]
    /// Seconds in all.
    public let seconds: Double
}
