import Foundation
import LimnArticles
import LimnTestSupport
import Testing

/// The review page from the browser to the files, with a scripted writer.
@MainActor
@Suite(
    .enabled(if: Browser.executable != nil, "chromium is not on this machine"), .serialized)
struct ReviewPageTests {
    /// Serves a fresh article for the length of a test.
    ///
    /// - Parameter refusal: a status that the server is meant to answer with, and which the browser
    ///   notes in its console.
    func reviewing(
        refusal: Int? = nil, _ test: @MainActor (ReviewSite, ReviewPage) async throws -> Void
    ) async throws {
        let site = try await ReviewSite()
        let page: ReviewPage
        do {
            page = ReviewPage(browser: try Browser(server: site.origin))
            try await test(site, page)
        } catch {
            await site.stop()
            throw error
        }
        await site.stop()
        let expected = refusal.map { "status of \($0)" }
        #expect(page.browser.complaints.filter { !$0.contains(expected ?? "\n") }.isEmpty)
    }

    @Test func anArticlesPageLeadsToItsReviewAndTheListToEveryArticle() async throws {
        try await reviewing { site, page in
            try page.browser.open("/guides/savanna/")
            let link = "document.querySelector('#limn-review').shadowRoot.querySelector('a')"
            #expect(try page.text("\(link).textContent") == "Review")
            try page.browser.loading { _ = try page.browser.evaluate("\(link).click()") }
            try page.browser.wait(for: "document.querySelector('.row-paragraph')")
            #expect(
                try page.text("document.querySelector('h1').textContent")
                    == "A Morning on the Savanna")
            try page.click("articles")
            try page.browser.wait(for: "document.querySelector('.articles')")
            #expect(try page.count(".articles li") == 1)
            _ = try page.browser.evaluate("document.querySelector('.articles a').click()")
            try page.browser.wait(for: "document.querySelector('.row-figure')")
        }
    }

    @Test func aPictureIsChosenFromTheCandidatesAndComposed() async throws {
        try await reviewing { site, page in
            try page.open()
            let old = try #require(
                try site.record().articles["en"]?.slots.first { $0.picture != nil })
            let place = "\(old.slot.section + 1).\(old.slot.paragraph + 1)"
            let other = try page.text(
                "document.querySelector('[name=\"place-\(place)\"]:not(:checked)').value")
            #expect(other != old.picture)
            try page.click("place-\(place)-\(other)")
            try page.browser.wait(for: "document.querySelector('.frame.is-trial img')")
            #expect(try site.record().decisions == nil)

            try page.click("place-\(place)-use")
            try page.browser.wait(for: "document.querySelector('.waits')")
            #expect(try site.record().decisions?.places.map(\.picture) == [other])
            #expect(try !site.manuscript().contains("library:\(other)"))

            try page.click("compose")
            try page.waitForStatus("Composed and saved.")
            try page.browser.wait(for: "!document.querySelector('.waits')")
            for language in ["en", "zh"] {
                #expect(try site.manuscript(language).contains("library:\(other)"))
            }

            let before = try site.manuscript()
            try page.click("undo")
            try page.waitForStatus("Undone.")
            #expect(try site.manuscript() != before)
            try page.click("redo")
            try page.waitForStatus("Redone.")
            #expect(try site.manuscript() == before)
        }
    }

    @Test func picturesArePinnedBannedSearchedForAndTakenOut() async throws {
        try await reviewing { site, page in
            try page.open()
            let figure = try page.row(".row-figure .tools")
            let key = "en-\(figure.index)"
            try page.click("\(key)-pin")
            try page.browser.wait(for: "\(ReviewPage.named("\(key)-pin")).ariaPressed === 'true'")
            #expect(try site.record().decisions?.places.map(\.choice) == [.pinned])
            try page.click("\(key)-pin")
            try page.browser.wait(for: "\(ReviewPage.named("\(key)-pin")).ariaPressed === 'false'")
            #expect(try site.record().decisions == nil)

            let place = try page.text("document.querySelector('.place [type=radio]').name")
            try page.fill("\(place)-search", "baboon")
            let found = "\(place)-pictures/baboon.jpg"
            try page.browser.wait(for: ReviewPage.named(found))
            #expect(try page.focus == "\(place)-search")
            try page.click("\(found)-ban")
            try page.browser.wait(
                for: "\(ReviewPage.named(found)).closest('.candidate').querySelector('s')")
            #expect(try site.record().decisions?.bans == ["pictures/baboon.jpg"])
            #expect(try page.count(".bans li") == 1)
            try page.click("\(found)-ban")
            try page.browser.wait(for: "!document.querySelector('.bans li')")
            #expect(try site.record().decisions == nil)

            try page.click("\(key)-empty")
            try page.browser.wait(for: "document.querySelector('.decided')")
            #expect(try site.record().decisions?.places.map(\.choice) == [.empty])
            let blocks = try site.manuscript().components(separatedBy: "\n\n")
            let picture = try #require(blocks.firstIndex { $0.hasPrefix("![") })
            try page.click("compose")
            try page.waitForStatus("Composed and saved.")
            // The picture may stand elsewhere now: only this place has none.
            let later = try site.manuscript().components(separatedBy: "\n\n")
            let paragraph = try #require(later.firstIndex(of: blocks[picture - 1]))
            #expect(!later[paragraph + 1].hasPrefix("!["))
        }
    }

    @Test func captionsAndDescriptionsAreEditedWhereTheyStand() async throws {
        try await reviewing { site, page in
            try page.open()
            let key = "en-\(try page.row(".row-figure .tools").index)"
            try page.click("\(key)-caption")
            try page.fill("\(key)-caption-text", "Two of many, at “noon”")
            try page.fill("\(key)-alternative-text", "An animal [grey]")
            try page.browser.press("Enter")
            try page.waitForStatus("Saved.")
            let manuscript = try site.manuscript()
            #expect(manuscript.contains("Two of many, at “noon”"))
            let blocks = Manuscript.blocks(in: manuscript)
            let captions = blocks.compactMap { block -> [String]? in
                guard case .figure(let figure) = block else { return nil }
                return [figure.caption, figure.alternativeText]
            }
            #expect(captions.contains(["Two of many, at “noon”", "An animal [grey]"]))
            #expect(
                try page.text("document.querySelector('.figure-caption').textContent")
                    == "Two of many, at “noon”")
        }
    }

    /// The tools of the first paragraph that is not in the description too.
    static let second = ".row-heading ~ .row-heading ~ .row-paragraph .tools"

    @Test func aTextIsSeenWhileItIsWrittenAndSavedOnlyWhenAccepted() async throws {
        try await reviewing { site, page in
            try page.open()
            let (index, old) = try page.row(Self.second)
            let before = try site.manuscript()
            site.writer.hold()
            try page.click("en-\(index)-rewrite")
            try page.fill("en-\(index)-instruction", "Speak of the cold.")
            try page.fill("en-\(index)-count", "2")
            try page.click("en-\(index)-write")
            try page.browser.wait(
                for:
                    "document.querySelector('.stream')?.textContent === '\(PatientWriter.beginning)'"
            )
            #expect(try site.manuscript() == before)
            site.writer.release()
            try page.browser.wait(
                for: "document.querySelectorAll('.proposal .version').length === 2")
            #expect(try page.count(".proposal ins") >= 2)
            #expect(try site.manuscript() == before)
            try page.click("job-1-discard")
            try page.waitForStatus("Discarded; nothing has changed.")
            #expect(try site.manuscript() == before)
            #expect(try site.record().decisions == nil)

            try page.click("en-\(index)-rewrite")
            try page.click("en-\(index)-write")
            try page.browser.wait(
                for: "document.querySelectorAll('.proposal .version').length === 2")
            try page.click("job-2-1")
            try page.click("job-2-accept")
            try page.waitForStatus("Accepted and saved.")
            let (now, new) = try page.row(Self.second)
            #expect(new != old)
            let texts = try [before, site.manuscript()].map { manuscript in
                Manuscript.blocks(in: manuscript).compactMap { block in
                    if case .text(let text) = block { text } else { nil }
                }
            }
            #expect(texts[1].contains(new))
            #expect(texts[0].filter { $0 != old } == texts[1].filter { $0 != new })

            // A text that is kept is not written anew.
            try page.click("en-\(now)-keep")
            try page.waitForStatus("Saved.")
            try page.browser.wait(for: "!\(ReviewPage.named("en-\(now)-rewrite"))")
            #expect(try site.record().decisions?.texts.count == 1)

            try page.click("undo")
            try page.waitForStatus("Undone.")
            try page.click("undo")
            try page.browser.wait(
                for: "document.querySelector('main').textContent.includes('\(old)')")
            #expect(try site.manuscript() == before)
        }
    }

    @Test func whatSomebodyElseChangedMeanwhileIsShownAndWhatWasTypedStays() async throws {
        try await reviewing { site, page in
            try page.open()
            let (index, old) = try page.row(".row-paragraph .tools")
            try page.click("en-\(index)-edit")
            try page.fill("en-\(index)-text", "What I typed.")
            let other = try site.manuscript().replacing(old, with: "What an editor saved.")
            try Data(other.utf8).write(
                to: site.root.appending(path: "\(ReviewSite.article).en.md"), options: .atomic)
            try page.browser.wait(
                for:
                    "document.querySelector('.conflict .quoted')?.textContent === 'What an editor saved.'"
            )
            #expect(
                try page.text("\(ReviewPage.named("en-\(index)-text")).value") == "What I typed.")
            try page.browser.press("Enter", control: true)
            try page.waitForStatus("Saved.")
            #expect(
                try site.manuscript()
                    == other.replacing("What an editor saved.", with: "What I typed."))
        }
    }
}

extension ReviewPageTests {
    @Test func aTextSavedInTheSameMomentAsAnEditorsIsRefusedAndNothingIsLost() async throws {
        try await reviewing(refusal: 409) { site, page in
            try page.open()
            let (index, old) = try page.row(".row-paragraph .tools")
            try page.click("en-\(index)-edit")
            try page.fill("en-\(index)-text", "What I typed.")
            // The request is on its way, with the revision that the page knows, while the file changes.
            _ = try page.browser.evaluate(
                """
                window.send = window.fetch;
                window.fetch = (...request) => request[1]?.method === "POST"
                  ? new Promise((resolve) => { window.arrive = () => resolve(send(...request)); })
                  : send(...request);
                null
                """)
            try page.browser.press("Enter", control: true)
            try page.browser.wait(for: "window.arrive")
            let other = try site.manuscript().replacing(old, with: "What an editor saved.")
            try Data(other.utf8).write(
                to: site.root.appending(path: "\(ReviewSite.article).en.md"), options: .atomic)
            _ = try page.browser.evaluate("window.fetch = send; arrive(); null")
            try page.browser.wait(
                for:
                    "document.querySelector('.conflict .quoted')?.textContent === 'What an editor saved.'"
            )
            try page.browser.wait(
                for: "document.body.textContent.includes('the manuscript was changed meanwhile')")
            #expect(
                try page.text("\(ReviewPage.named("en-\(index)-text")).value") == "What I typed.")
            #expect(try site.manuscript() == other)
            try page.browser.press("Enter", control: true)
            try page.waitForStatus("Saved.")
            #expect(
                try site.manuscript()
                    == other.replacing("What an editor saved.", with: "What I typed."))
        }
    }

    @Test func anEditedParagraphsCounterpartIsTranslatedOrAgreedTo() async throws {
        try await reviewing { site, page in
            try page.open()
            let (index, old) = try page.row(Self.second)
            try page.click("en-\(index)-edit")
            try page.fill("en-\(index)-text", "My zebra walked by.")
            try page.browser.press("Enter", control: true)
            try page.waitForStatus("Saved.")
            #expect(try page.count(".stale") == 0)

            try page.open(language: "zh")
            try page.browser.wait(for: "document.querySelector('.stale')")
            let (other, chinese) = try page.row(".stale")
            try page.click("zh-\(other)-translate")
            try page.browser.wait(for: "document.querySelector('.proposal .version')")
            #expect(try site.manuscript("zh").contains(chinese))
            try page.click("job-1-accept")
            try page.waitForStatus("Accepted and saved.")
            try page.browser.wait(for: "!document.querySelector('.stale')")
            #expect(try !site.manuscript("zh").contains(chinese))
            #expect(try site.record().decisions?.translations.map(\.source) == ["en"])

            try page.open()
            try page.click("en-\(index)-edit")
            try page.fill("en-\(index)-text", old)
            try page.browser.press("Enter", control: true)
            try page.waitForStatus("Saved.")
            try page.open(language: "zh", width: 390)
            try page.browser.wait(for: "document.querySelector('.stale')")
            #expect(try page.violations() == [])
            try page.click("zh-\(other)-agree")
            try page.browser.wait(for: "!document.querySelector('.stale')")
            #expect(try site.record().agreements?.count == 1)
        }
    }
}
