import Foundation
import LimnTestSupport
import Testing

extension BrowserTests {
    @Test(
        .enabled(if: TestTools.axe != nil, "axe-core is not on this machine"),
        arguments: [(390, false), (1440, false), (390, true), (1440, true)])
    func axeFindsNoViolation(width: Int, dark: Bool) throws {
        let (site, browser) = try Self.shared.get()
        let axe = try String(contentsOf: try #require(TestTools.axe), encoding: .utf8)
        for page in try site.pages() + ["/404.html"] {
            try browser.open(page, width: width, dark: dark)
            _ = try browser.evaluate(axe + "; null")
            let found = Self.strings(
                try browser.evaluate(
                    """
                    axe.run(document, {resultTypes: ["violations"]}).then(result =>
                      result.violations.map(violation => violation.id + ": " +
                        violation.nodes.map(node => node.html.slice(0, 120)).join(" | ")))
                    """))
            #expect(found.isEmpty, "\(page)")
        }
    }

    @Test func theColourSwitchHoldsOnTheNextPageWithoutAFlash() throws {
        let browser = try Self.shared.get().browser
        let paper = "getComputedStyle(document.body).backgroundColor"
        try browser.open("/")
        let light = try browser.evaluate(paper) as? String
        #expect(
            try browser.evaluate("document.querySelector('.colours').ariaPressed") as? String
                == "false")
        _ = try browser.evaluate("document.querySelector('.colours').click()")
        let dark = try browser.evaluate(paper) as? String
        #expect(light != dark)
        try browser.open("/guides/harbour/")
        #expect(try browser.evaluate(paper) as? String == dark)
        // The choice is there before the first stroke: nothing was drawn in light colours.
        #expect(
            try browser.evaluate(
                """
                [...document.head.children].findIndex(e => e.matches("script[src*=theme]")) <
                  [...document.head.children].length && !document.querySelector("script[src*=theme]")
                  .hasAttribute("defer") && document.documentElement.dataset.colours === "dark"
                """) as? Bool == true)
        _ = try browser.evaluate("document.querySelector('.colours').click()")
        #expect(try browser.evaluate(paper) as? String == light)
        #expect(try browser.evaluate("localStorage.length") as? Int == 0)
        #expect(browser.complaints.isEmpty)
    }

    @Test(arguments: [
        ("/search/", "boat", "/guides/harbour/"), ("/search/", "repaint", "/guides/harbour/"),
        ("/search/", "second guides", "/guides/second/"),
        ("/zh/search/", "渔船", "/zh/guides/harbour/"),
        ("/zh/search/", "灯", "/zh/guides/harbour/"),
    ])
    func theSearchFinds(page: String, query: String, expected: String) throws {
        let browser = try Self.shared.get().browser
        try browser.open(page)
        let result = try browser.evaluate(
            """
            (async () => {
              const input = document.querySelector("[type=search]");
              if (document.activeElement !== input) return "no focus";
              input.value = "\(query)";
              input.dispatchEvent(new Event("input"));
              for (let turn = 0; turn < 100; turn += 1) {
                if (document.querySelector(".search-status").textContent) break;
                await new Promise(done => setTimeout(done, 50));
              }
              const link = document.querySelector(".search-results a");
              return link ? new URL(link.href).pathname : document.querySelector(".search-status").textContent;
            })()
            """)
        #expect(result as? String == expected)
        #expect(browser.complaints.isEmpty)
        // From the keyboard: down to the first result and back.
        try browser.press("ArrowDown")
        #expect(try browser.evaluate("document.activeElement.localName") as? String == "a")
        try browser.press("ArrowUp")
        #expect(try browser.evaluate("document.activeElement.id") as? String == "q")
    }

    @Test func theSearchSaysWhenNothingIsFoundAndReadsItsAddress() throws {
        let browser = try Self.shared.get().browser
        try browser.open("/search/?q=zzzz")
        let status = try browser.evaluate(
            """
            new Promise(done => { const status = document.querySelector(".search-status");
              const look = () => status.textContent ? done(status.textContent + " " +
                status.getAttribute("role")) : setTimeout(look, 50); look(); })
            """)
        #expect(status as? String == "Nothing was found. status")
        try browser.open("/search/", scripts: false)
        #expect(
            try browser.evaluate("document.querySelector('main').innerText.includes('JavaScript')")
                as? Bool == true)
        try browser.open("/guides/harbour/")
        try browser.loading { try browser.press("/") }
        #expect(try browser.evaluate("location.pathname") as? String == "/search/")
    }

    @Test func wordsOfAQueryAreCutLikeTheWordsOfPages() throws {
        let browser = try Self.shared.get().browser
        try browser.open("/search/")
        let words = try browser.evaluate(
            """
            import(document.querySelector("script[type=module]").src).then(({ words, stem }) => [
              ...["caresses", "ponies", "cats", "agreed", "plastered", "bled", "sing", "conflated",
              "hopping", "falling", "filing", "happy", "sky", "troubled", "sized"].map(stem),
              ...words("Don't Café ﬁn 用Swift写的 会遇见谁 e\\u0301te", true).map(word => word.term)])
            """)
        #expect(
            Self.strings(words) == [
                "caress", "poni", "cat", "agree", "plaster", "bled", "sing", "conflate", "hop",
                "fall", "file", "happi", "sky", "trouble", "size", "dont", "cafe", "fin", "用",
                "swift", "写的", "会遇", "遇见", "见谁", "ete",
            ])
    }
}
