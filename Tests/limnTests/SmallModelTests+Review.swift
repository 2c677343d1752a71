import Foundation
import LimnTestSupport
import Testing

extension SmallModelTests {
    @MainActor
    @Test(.enabled(if: Browser.executable != nil, "chromium is not on this machine"))
    func onTheReviewPageTextIsSeenToArriveAndIsSavedWhenAccepted() throws {
        let site = try Site()
        #expect(try site.build().status == 0)
        let file = site.root.appending(path: "content/guides/savanna.en.md")
        let before = try String(contentsOf: file, encoding: .utf8)
        let server = try ServingProcess(site.root)
        let page = ReviewPage(browser: try Browser(server: server.origin))
        try page.open()

        let (index, old) = try page.row(".row-paragraph .tools")
        try page.click("en-\(index)-rewrite")
        // Whatever is seen of the text is noted, for it may be there for a moment only.
        _ = try page.browser.evaluate(
            """
            window.seen = new Set();
            new MutationObserver(() => {
              const text = document.querySelector(".stream")?.textContent;
              if (text) window.seen.add(text);
            }).observe(document.body, {subtree: true, childList: true, characterData: true})
            """)
        try page.click("en-\(index)-write")
        try page.browser.wait(for: "document.querySelector('.proposal .version')")
        let seen = try #require(try page.browser.evaluate("window.seen.size") as? Int)
        #expect(seen > 1)
        #expect(try String(contentsOf: file, encoding: .utf8) == before)

        try page.click("job-1-accept")
        try page.waitForStatus("Accepted and saved.")
        let new = try page.row(".row-paragraph .tools").text
        let after = try String(contentsOf: file, encoding: .utf8)
        #expect(new != old && after.contains("\n\n\(new)\n"))
        try page.click("undo")
        try page.waitForStatus("Undone.")
        #expect(try String(contentsOf: file, encoding: .utf8) == before)
        #expect(page.browser.complaints.isEmpty)
    }
}
