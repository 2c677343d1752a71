import Foundation
import LimnArticles
import LimnComposer

/// What the review page needs beside the files: the models and the pictures of a site.
///
/// Nothing is loaded before it is wanted; reading and editing an article calls none of these.
public protocol ReviewModels: Sendable {
    /// The name of the model that writes.
    var writer: String { get }

    /// What composes articles.
    func composer() async throws -> Composer

    /// The pictures that a query finds, best first; none where the site has no library.
    func candidates(for wish: PictureWish, limit: Int) async throws -> [PictureCard]

    /// What is known of a picture; `nil` where the library has none of this ID.
    func card(of picture: String) async throws -> PictureCard?

    /// A small JPEG of a picture.
    ///
    /// - Parameters:
    ///   - picture: the picture's ID
    ///   - width: columns at most
    /// - Returns: `nil` where the library has no such picture
    func thumbnail(of picture: String, width: Int) async throws -> Data?
}
