import Foundation
import LimnPreview

/// One of the files that the review page consists of.
struct ReviewResource {
    private static let files: [String: [UInt8]] = [
        "review.html": PackageResources.review_html,
        "review.css": PackageResources.review_css,
        "review.js": PackageResources.review_js,
        "review-strings.js": PackageResources.review_strings_js,
        "review-elements.js": PackageResources.review_elements_js,
        "review-server.js": PackageResources.review_server_js,
        "review-state.js": PackageResources.review_state_js,
        "review-article.js": PackageResources.review_article_js,
        "review-paragraph.js": PackageResources.review_paragraph_js,
        "review-places.js": PackageResources.review_places_js,
        "review-jobs.js": PackageResources.review_jobs_js,
        "review-words.js": PackageResources.review_words_js,
    ]

    let response: PreviewResponse

    /// The file at an address below the page's; `nil` where there is none.
    init?(path: String) {
        let name = path == "/" ? "review.html" : String(path.dropFirst())
        guard let bytes = Self.files[name] else { return nil }
        response = PreviewResponse(
            headers: ["Content-Type": ContentType.of(name)], body: .data(Data(bytes)))
    }
}
