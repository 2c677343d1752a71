import Foundation

/// Articles with places for pictures, and the pictures that people accepted there: a test of how
/// well a library is searched.
///
/// The file is a JSON object: `{"articles": [{"id", "lang", "title", "paragraphs", "slots":
/// [{"after", "caption", "acceptable", "best", "hard"}]}]}`. `after` counts paragraphs from 0.
public struct IllustrationSet: Decodable, Sendable {
    /// An article with its slots.
    public struct Article: Decodable, Sendable {
        /// Names the article in reports.
        public let id: String
        /// The language of the article, such as `en`.
        public let language: String
        /// Its title.
        public let title: String
        /// Its text.
        public let paragraphs: [String]
        /// Where pictures belong, in order.
        public let slots: [Slot]

        private enum CodingKeys: String, CodingKey {
            case id, title, paragraphs, slots
            case language = "lang"
        }

        /// The paragraph that a slot follows, which is what `limn compose` gives the search.
        public func context(of slot: Slot) -> String {
            paragraphs.indices.contains(slot.after) ? paragraphs[slot.after] : ""
        }
    }

    /// A place for a picture.
    public struct Slot: Decodable, Sendable {
        /// The paragraph that the picture follows, from 0.
        public let after: Int
        /// What the picture should show.
        public let caption: String
        /// The pictures that are right here, as paths below the pool's root.
        public let acceptable: [String]
        /// The one of them that suits best.
        public let best: String
        /// Whether the caption alone does not decide.
        public let isHard: Bool

        private enum CodingKeys: String, CodingKey {
            case after, caption, acceptable, best
            case isHard = "hard"
        }

        /// Whether a scene is wanted rather than a single thing.
        public var isScene: Bool {
            best.hasPrefix("wallpapers/") || best.hasPrefix("backgrounds/")
        }
    }

    /// The articles.
    public let articles: [Article]

    /// Reads a set.
    /// - Throws: `LibraryError` if the file cannot be read, is no set, or names paragraphs that
    ///   do not exist.
    public static func read(_ file: URL) throws -> IllustrationSet {
        let set = try IllustrationPool.decode(IllustrationSet.self, file)
        for article in set.articles {
            for slot in article.slots where !article.paragraphs.indices.contains(slot.after) {
                throw LibraryError(
                    message: "\(file.path): article \(article.id) has no paragraph \(slot.after)",
                    remedy: "Paragraphs count from 0; correct the slot's 'after'.")
            }
        }
        return set
    }
}
