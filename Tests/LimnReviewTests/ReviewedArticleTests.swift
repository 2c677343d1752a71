import Testing

@testable import LimnReview

struct ReviewedArticleTests {
    @Test func aThumbnailsAddressHoldsAnyID() {
        #expect(
            ReviewedArticle.thumbnail(of: "a/b c&é.png")
                == "api/thumbnail?id=a%2fb%20c%26%c3%a9%2epng")
    }
}
