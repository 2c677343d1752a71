import Foundation
import LimnArticles
import LimnTestSupport
import Testing

extension ReviewPageTests {
    @Test func everythingIsDoneFromTheKeyboard() async throws {
        try await reviewing { site, page in
            let browser = page.browser
            try page.open()
            try browser.press("Tab")
            try browser.press("Enter")
            #expect(try page.text("document.activeElement.id") == "main")
            let (index, old) = try page.row(".row-paragraph .tools")
            @MainActor func tab(to name: String) throws {
                for _ in 0..<60 where try page.focus != name { try browser.press("Tab") }
                #expect(try page.focus == name)
            }
            // Editing: in with Enter, typed, saved, and the focus is where it was.
            try tab(to: "en-\(index)-edit")
            try browser.press("Enter")
            #expect(try page.focus == "en-\(index)-text")
            try browser.press("a", control: true)
            try browser.type("Take a coat.")
            try browser.press("Enter", control: true)
            try page.waitForStatus("Saved.")
            try page.waitForFocus("en-\(index)-edit")
            #expect(try site.manuscript().contains("\n\nTake a coat.\n"))
            #expect(try !site.manuscript().contains(old))
            // Escape leaves and forgets nothing.
            try browser.press("Enter")
            try browser.type(" And a hat.")
            try browser.press("Escape")
            #expect(try page.focus == "en-\(index)-edit")
            try browser.press("Enter")
            #expect(
                try page.text("document.activeElement.value") == "Take a coat. And a hat.")
            try browser.press("Escape")
            try browser.press("z", control: true)
            try page.waitForStatus("Undone.")
            #expect(try site.manuscript().contains(old))
            // Within a toolbar by arrows: write anew, accept.
            _ = try browser.evaluate("\(ReviewPage.named("en-\(index)-edit")).focus()")
            try browser.press("ArrowRight")
            try browser.press("ArrowRight")
            #expect(try page.focus == "en-\(index)-rewrite")
            try browser.press("Enter")
            #expect(try page.focus == "en-\(index)-instruction")
            try browser.type("Shorter.")
            try browser.press("Enter")
            try browser.wait(for: ReviewPage.named("job-1-accept"))
            try tab(to: "job-1-accept")
            try browser.press("Enter")
            try page.waitForStatus("Accepted and saved.")
            try page.waitForFocus("en-\(index)-edit")
            #expect(try !site.manuscript().contains(old))
            // Candidates are one group: arrows try them out, Enter decides.
            let place = try page.text("document.querySelector('.place [type=radio]').name")
            let chosen = try page.text(
                "document.querySelector('[name=\"\(place)\"]:checked').value")
            try tab(to: "\(place)-\(chosen)")
            try browser.press("ArrowDown")
            try browser.wait(for: "document.querySelector('.is-trial')")
            let tried = try page.focus
            try browser.press("Enter")
            try browser.wait(for: "document.querySelector('.waits')")
            let picture = try #require(try site.record().decisions?.places.first?.picture)
            #expect(tried == "\(place)-\(picture)")
        }
    }

    @Test func thePageSpeaksBothLanguagesAndRemembersWhich() async throws {
        try await reviewing { site, page in
            try page.open()
            #expect(try page.text("document.documentElement.lang") == "en")
            try page.click("interface-zh")
            try page.browser.wait(for: "document.documentElement.lang === 'zh'")
            #expect(try page.text("document.querySelector('.steps').innerText").contains("撤销"))
            // The texts of the page have no word of the other language left in them.
            let english = """
                [...document.querySelectorAll("button, legend, label, .usage, [aria-label]")]
                  .filter(e => !e.closest("[lang=en]") && e.lang !== "en")
                  .map(e => (e.getAttribute("aria-label") ?? e.childNodes[0]?.data ?? ""))
                  .filter(text => /[A-Za-z]{3,}/.test(text.replace(/Tab|Limn|Enter|Esc|“[^”]*”|A \\w+ in the grass/g, "")))
                """
            let left = BrowserTests.strings(try page.browser.evaluate(english))
            #expect(left == [])
            _ = try page.browser.evaluate("document.querySelector('.tabs a[lang=zh]').click()")
            try page.browser.wait(for: "document.querySelector('.row-text').lang === 'zh'")
            let (index, old) = try page.row(Self.second)
            try page.click("zh-\(index)-edit")
            try page.fill("zh-\(index)-text", "多穿一件外套。")
            try page.click("zh-\(index)-save")
            try page.waitForStatus("已保存。")
            #expect(try site.manuscript("zh").contains("多穿一件外套。"))
            #expect(try !site.manuscript("zh").contains(old))
            try page.open(language: "zh")
            #expect(try page.text("document.documentElement.lang") == "zh")
        }
    }

    @Test(
        .enabled(if: TestTools.axe != nil, "axe-core is not on this machine"),
        arguments: [(390, false), (834, true), (1440, false), (1440, true)])
    func axeFindsNothingAndNothingSticksOut(width: Int, dark: Bool) async throws {
        try await reviewing { site, page in
            try page.open(width: width, dark: dark)
            let (index, _) = try page.row(".row-paragraph .tools")
            let key = "en-\(index)"
            let figure = "en-\(try page.row(".row-figure .tools").index)"
            @MainActor func look(_ state: String) throws {
                #expect(try page.violations() == [], "\(state)")
                #expect(
                    BrowserTests.strings(try page.browser.evaluate(BrowserTests.overflow)) == [],
                    "\(state)")
            }
            try look("as it opens")
            if width < 800 {
                for one in [key, figure] { try page.click("\(one)-more") }
                try page.click("\(figure)-place")
            }
            try page.click("\(key)-edit")
            try page.click("\(key)-history")
            try page.click("\(figure)-caption")
            try page.fill(
                try page.text("document.querySelector('.place [type=search]').dataset.focus"),
                "heron baboon")
            try page.browser.wait(
                for: "document.querySelector('.status').textContent.includes('found')")
            try look("while editing")
            site.writer.hold()
            try page.click("\(key)-rewrite")
            try page.fill("\(key)-count", "2")
            try look("while asking")
            try page.click("\(key)-write")
            try page.browser.wait(for: "document.querySelector('.stream')?.textContent")
            try look("while text arrives")
            site.writer.release()
            try page.browser.wait(for: "document.querySelector('.proposal .actions')")
            try page.click("\(figure)-empty")
            try page.browser.wait(for: "document.querySelector('.waits')")
            try look("with a proposal and a decision")
        }
    }

    @Test func withoutTheTokenOrFromElsewhereNothingIsChanged() async throws {
        try await reviewing { site, page in
            try page.open()
            let record = try site.text("\(ReviewSite.article).record.json")
            let manuscript = try site.manuscript()
            @MainActor func post(_ headers: String) throws -> Int {
                try #require(
                    try page.browser.evaluate(
                        """
                        fetch("api/ban", {method: "POST", headers: \(headers), body: JSON.stringify(
                          {name: "\(ReviewSite.article)", picture: "pictures/lion.jpg", isBanned: true})})
                          .then(answer => answer.status)
                        """) as? Int)
            }
            #expect(try post("{}") == 403)
            #expect(try post("{'X-Limn-Token': 'guessed'}") == 403)
            #expect(try site.text("\(ReviewSite.article).record.json") == record)
            #expect(try site.manuscript() == manuscript)
            #expect(
                page.browser.complaints.allSatisfy { $0.contains("status of 403") },
                "\(page.browser.complaints)")
            try page.open()
        }
    }
}
