import Foundation
import LimnArticles
import LimnTestSupport
import Testing

/// What is made anew besides single paragraphs, and work that is stopped.
extension ReviewPageTests {
    private func paragraphs(_ manuscript: String) -> [String] {
        // What stands first is the front matter.
        Manuscript.blocks(in: manuscript).dropFirst().compactMap { block in
            if case .text(let text) = block { text } else { nil }
        }
    }

    private func captions(_ manuscript: String) -> [String] {
        Manuscript.blocks(in: manuscript).compactMap { block in
            if case .figure(let figure) = block { figure.caption } else { nil }
        }
    }

    @Test func aWholeSectionIsWrittenAnewAndNoOther() async throws {
        try await reviewing { site, page in
            try page.open()
            let before = try site.manuscript()
            let (index, _) = try page.row(".row-heading .tools")
            try page.click("en-\(index)-rewrite")
            try page.click("en-\(index)-write")
            try page.browser.wait(for: ReviewPage.named("job-1-accept"))
            #expect(try site.manuscript() == before)
            try page.click("job-1-accept")
            try page.waitForStatus("Accepted and saved.")
            let (old, new) = (paragraphs(before), paragraphs(try site.manuscript()))
            let changed = old.indices.filter { old[$0] != new[$0] }
            #expect(old.count == new.count && changed.count == 2)
            #expect(changed == Array(changed[0]...(changed[0] + 1)))
            try page.click("undo")
            try page.waitForStatus("Undone.")
            #expect(try site.manuscript() == before)
        }
    }

    @Test func aCaptionIsWrittenAnewAndAnotherPictureIsLookedFor() async throws {
        try await reviewing { site, page in
            try page.open()
            let before = try site.manuscript()
            let key = "en-\(try page.row(".row-figure .tools").index)"
            try page.click("\(key)-recaption")
            try page.browser.wait(for: ReviewPage.named("job-1-accept"))
            try page.click("job-1-accept")
            try page.waitForStatus("Accepted and saved.")
            let after = try site.manuscript()
            #expect(paragraphs(after) == paragraphs(before))
            let (old, new) = (captions(before), captions(after))
            #expect(old.count == new.count && zip(old, new).filter { $0 != $1 }.count == 1)

            try page.click("\(key)-other")
            try page.browser.wait(for: ReviewPage.named("job-2-discard"))
            #expect(try site.manuscript() == after)
            try page.click("job-2-discard")
            try page.waitForStatus("Discarded; nothing has changed.")
            #expect(try site.manuscript() == after)
        }
    }

    @Test func workThatIsCancelledChangesNothingAndTheNextOneBegins() async throws {
        try await reviewing { site, page in
            try page.open()
            let before = try site.manuscript()
            let (index, _) = try page.row(Self.second)
            site.writer.hold()
            try page.click("en-\(index)-rewrite")
            try page.click("en-\(index)-write")
            try page.browser.wait(for: "document.querySelector('.stream')")
            try page.click("job-1-cancel")
            try page.waitForStatus("Cancelled.")
            try page.browser.wait(for: "!document.querySelector('.stream')")
            site.writer.release()
            #expect(try site.manuscript() == before)
            #expect(try site.record().decisions == nil)
            try page.click("en-\(index)-rewrite")
            try page.click("en-\(index)-write")
            try page.browser.wait(for: ReviewPage.named("job-2-accept"))
            try page.click("job-2-accept")
            try page.waitForStatus("Accepted and saved.")
            #expect(try site.manuscript() != before)
        }
    }

    @Test func aProposalForATextThatWasEditedMeanwhileLosesNothing() async throws {
        try await reviewing { site, page in
            try page.open()
            let (index, old) = try page.row(Self.second)
            try page.click("en-\(index)-rewrite")
            try page.click("en-\(index)-write")
            try page.browser.wait(for: ReviewPage.named("job-1-accept"))
            // Somebody writes a sentence of their own into another paragraph.
            let other = try #require(
                paragraphs(try site.manuscript()).last { $0 != old })
            let edited = try site.manuscript().replacing(other, with: "Mine alone.")
            try Data(edited.utf8).write(
                to: site.root.appending(path: "\(ReviewSite.article).en.md"), options: .atomic)
            try page.click("job-1-accept")
            try page.waitForStatus("Accepted and saved.")
            let after = try site.manuscript()
            #expect(after.contains("\n\nMine alone.\n") && !after.contains(old))
        }
    }

    @Test func newsThatComesLateDoesNotHideWhatWasSaidSince() async throws {
        try await reviewing { site, page in
            try page.browser.call(
                "Page.addScriptToEvaluateOnNewDocument",
                [
                    "source": """
                    window.late = [];
                    const listen = WebSocket.prototype.addEventListener;
                    WebSocket.prototype.addEventListener = function (kind, heard) {
                      listen.call(this, kind, kind !== "message" ? heard : (event) =>
                        event.data.includes('"saved"') ? late.push(() => heard(event)) : heard(event));
                    };
                    """
                ])
            try page.open()
            let (index, _) = try page.row(Self.second)
            try page.click("en-\(index)-rewrite")
            try page.click("en-\(index)-write")
            try page.click("job-1-accept")
            try page.waitForStatus("Accepted and saved.")
            try page.click("undo")
            try page.waitForStatus("Undone.")
            try page.browser.wait(for: "late.length")
            _ = try page.browser.evaluate("late.forEach((news) => news()); null")
            _ = try page.browser.evaluate("new Promise((done) => setTimeout(done, 500))")
            #expect(try page.text("document.querySelector('.status').textContent") == "Undone.")
        }
    }
}
