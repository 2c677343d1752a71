import Foundation
import LimnTestSupport
import Testing

/// Pages of the repository's theme as a reader meets them, in headless Chromium.
@MainActor
@Suite(
    .enabled(if: Browser.executable != nil, "chromium is not on this machine"), .serialized)
struct BrowserTests {
    /// Rendering and starting a browser take seconds: all tests share one of each.
    static let shared = Result {
        let site = try BrowserSite()
        return (site: site, browser: try Browser(site: site.output))
    }

    /// Scrolls through the page so that lazy pictures load, and waits for all of them.
    private static let loadPictures = """
        (async () => {
          for (let y = 0; y < document.body.scrollHeight; y += 400) {
            window.scrollTo(0, y);
            await new Promise(done => requestAnimationFrame(done));
          }
          window.scrollTo(0, 0);
          await Promise.all([...document.images].map(image => image.complete ? null :
            new Promise(done => { image.onload = image.onerror = done; })));
          return [...document.images].filter(image => image.naturalWidth === 0)
            .map(image => image.currentSrc);
        })()
        """

    /// Elements that stick out of the window, unless something around them scrolls.
    static let overflow = """
        (() => {
          const width = document.documentElement.clientWidth;
          const scrolls = element => element && (element !== document.body) &&
            (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(element).overflowX) ||
            scrolls(element.parentElement));
          const out = [...document.body.querySelectorAll("*")].filter(element =>
            element.getBoundingClientRect().right > width + 1 && !scrolls(element.parentElement)
            && element.getClientRects().length > 0 && !scrolls(element))
            .map(element => element.outerHTML.slice(0, 80));
          if (document.documentElement.scrollWidth > width) out.push("the page scrolls sideways");
          return out;
        })()
        """

    /// Texts whose contrast with what is behind them is under the 4.5 (large: 3) of WCAG 2.2 AA.
    private static let faintTexts = """
        (() => {
          const channel = value => (value /= 255) <= 0.04045 ? value / 12.92
            : ((value + 0.055) / 1.055) ** 2.4;
          const parse = colour => { const canvas = document.createElement("canvas");
            canvas.width = canvas.height = 1; const pen = canvas.getContext("2d");
            pen.fillStyle = colour; pen.fillRect(0, 0, 1, 1);
            return [...pen.getImageData(0, 0, 1, 1).data]; };
          const light = ([r, g, b]) =>
            0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
          const behind = element => { for (let e = element; e; e = e.parentElement) {
            const colour = parse(getComputedStyle(e).backgroundColor);
            if (colour[3] === 255) return colour; } return [255, 255, 255, 255]; };
          const faint = [];
          const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (walk.nextNode()) {
            const element = walk.currentNode.parentElement;
            const style = getComputedStyle(element);
            if (!walk.currentNode.data.trim() || !element.checkVisibility()) continue;
            const [a, b] = [light(parse(style.color)), light(behind(element))].sort((x, y) => y - x);
            const size = parseFloat(style.fontSize);
            const large = size >= 24 || (size >= 18.66 && parseInt(style.fontWeight) >= 700);
            const ratio = (a + 0.05) / (b + 0.05);
            if (ratio < (large ? 3 : 4.5))
              faint.push(`${ratio.toFixed(2)} ${walk.currentNode.data.trim().slice(0, 40)}`);
          }
          return faint;
        })()
        """

    static func strings(_ value: Any?) -> [String] { value as? [String] ?? ["no answer"] }

    @Test(arguments: [390, 834, 1440], [false, true])
    func everyPageFitsTheWindowAndIsReadable(width: Int, dark: Bool) throws {
        let (site, browser) = try Self.shared.get()
        let pages = try site.pages()
        #expect(pages.count >= 8)
        for page in pages + ["/404.html"] {
            try browser.open(page, width: width, dark: dark)
            #expect(Self.strings(try browser.evaluate(Self.loadPictures)).isEmpty, "\(page)")
            #expect(Self.strings(try browser.evaluate(Self.overflow)).isEmpty, "\(page)")
            #expect(Self.strings(try browser.evaluate(Self.faintTexts)).isEmpty, "\(page)")
            #expect(browser.complaints.isEmpty, "\(page)")
            #expect(try browser.evaluate("document.querySelectorAll('h1').length") as? Int == 1)
        }
    }

    @Test func darkAndLightAreDifferentAndFollowTheReader() throws {
        let browser = try Self.shared.get().browser
        func paper(dark: Bool) throws -> String? {
            try browser.open("/", dark: dark)
            return try browser.evaluate("getComputedStyle(document.body).backgroundColor")
                as? String
        }
        let light = try #require(try paper(dark: false))
        #expect(try paper(dark: true) != light)
    }

    @Test func nothingMovesWhilePicturesLoad() throws {
        let browser = try Self.shared.get().browser
        for width in [390, 1440] {
            try browser.open("/guides/harbour/", width: width)
            _ = try browser.evaluate(Self.loadPictures)
            let shifts = Self.strings(
                try browser.evaluate(
                    """
                    new Promise(done => { const found = [];
                      new PerformanceObserver(list => {
                        for (const entry of list.getEntries()) found.push(
                          `${width} ${entry.value.toFixed(4)} ` + entry.sources.map(source =>
                            `${source.node?.nodeName} ${JSON.stringify(source.previousRect)} ` +
                            JSON.stringify(source.currentRect)).join()); })
                        .observe({type: "layout-shift", buffered: true});
                      setTimeout(() => done(found), 200); })
                    """.replacing("${width}", with: "\(width)")))
            #expect(shifts.isEmpty)
        }
    }

    @Test func aPhoneLoadsSmallerPicturesThanADesktop() throws {
        let browser = try Self.shared.get().browser
        func columns(width: Int) throws -> Int {
            try browser.open("/guides/harbour/", width: width)
            _ = try browser.evaluate(Self.loadPictures)
            let sources = try #require(
                try browser.evaluate(
                    "[...document.querySelectorAll('figure img')].map(i => i.currentSrc)")
                    as? [String])
            let match = try #require(sources.first?.firstMatch(of: /-(\d+)\.\w+$/))
            return try #require(Int(match.1))
        }
        let phone = try columns(width: 390)
        #expect(phone == 480)
        #expect(try columns(width: 1440) > phone)
    }

    @Test func theLanguageSwitchLeadsToTheSamePageInTheOtherLanguageAndBack() throws {
        let browser = try Self.shared.get().browser
        try browser.open("/guides/harbour/")
        let path = "document.documentElement.lang + ' ' + location.pathname"
        try browser.loading {
            _ = try browser.evaluate("document.querySelector('.languages a[lang=zh]').click()")
        }
        #expect(try browser.evaluate(path) as? String == "zh /zh/guides/harbour/")
        #expect(
            try browser.evaluate("document.querySelector('h1').textContent") as? String == "港口的早晨")
        try browser.loading {
            _ = try browser.evaluate("document.querySelector('.languages a[lang=en]').click()")
        }
        #expect(try browser.evaluate(path) as? String == "en /guides/harbour/")
    }

    @Test func alternatesPointAtEachOther() throws {
        let browser = try Self.shared.get().browser
        let alternates = """
            [...document.querySelectorAll('link[rel=alternate][hreflang]')]
              .map(link => link.hreflang + ' ' + new URL(link.href).pathname)
            """
        try browser.open("/guides/harbour/")
        let english = Self.strings(try browser.evaluate(alternates))
        try browser.open("/zh/guides/harbour/")
        #expect(english == Self.strings(try browser.evaluate(alternates)))
        #expect(
            english == [
                "en /guides/harbour/", "zh /zh/guides/harbour/", "x-default /guides/harbour/",
            ])
    }

    @Test func theFirstTabReachesTheSkipLinkAndEnterTheText() throws {
        let browser = try Self.shared.get().browser
        try browser.open("/guides/harbour/")
        try browser.press("Tab")
        #expect(
            try browser.evaluate("document.activeElement.getAttribute('href')") as? String
                == "#main"
        )
        let visible = "document.activeElement.getBoundingClientRect().top >= 0"
        #expect(try browser.evaluate(visible) as? Bool == true)
        try browser.press("Enter")
        #expect(try browser.evaluate("document.activeElement.id") as? String == "main")
    }

    @Test func everyLinkOfEveryPageLeadsSomewhere() throws {
        let (site, browser) = try Self.shared.get()
        var open: Set<String> = []
        for page in try site.pages() {
            try browser.open(page)
            let targets = Self.strings(
                try browser.evaluate(
                    """
                    [...document.querySelectorAll('a[href], link[href]')].map(a => new URL(a.href))
                      .filter(url => url.origin === location.origin).map(url => url.pathname)
                    """))
            for target in targets where open.insert(target).inserted {
                let file = target.hasSuffix("/") ? target + "index.html" : target
                #expect(
                    FileManager.default.fileExists(
                        atPath: site.output.appending(path: String(file.dropFirst())).path),
                    "\(page) links to \(target)")
            }
            let missing = Self.strings(
                try browser.evaluate(
                    """
                    [...document.querySelectorAll('a[href^="#"]')].map(a => a.hash.slice(1))
                      .filter(id => !document.getElementById(decodeURIComponent(id)))
                    """))
            #expect(missing.isEmpty, "\(page)")
        }
        #expect(open.contains("/tags/harbours/"))
    }

    @Test func aPageReadsTheSameWithScriptsOff() throws {
        let browser = try Self.shared.get().browser
        try browser.open("/zh/guides/harbour/", width: 390, scripts: false)
        #expect(browser.complaints.isEmpty)
        let text = "document.querySelector('main').innerText"
        let without = try browser.evaluate(text) as? String
        try browser.open("/zh/guides/harbour/", width: 390)
        #expect(try #require(without).contains("六点钟的码头"))
        #expect(try browser.evaluate(text) as? String == without)
    }

    @Test func theBrowserNoticesWhatItShould() throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "limn-broken-site-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let broken = """
            <!doctype html><title>x</title><body style="background: #fff">
            <p style="width: 3000px; color: #ccc">faint</p><img src="/none.png">
            <script>console.error("no"); missing()</script>
            <img src="https://elsewhere.test/pixel.gif">
            """
        try Data(broken.utf8).write(to: folder.appending(path: "broken.html"))
        let browser = try Browser(site: folder)
        try browser.open("/broken.html", width: 390)
        #expect(Self.strings(try browser.evaluate(Self.loadPictures)).count == 2)
        #expect(!Self.strings(try browser.evaluate(Self.overflow)).isEmpty)
        #expect(Self.strings(try browser.evaluate(Self.faintTexts)) == ["1.61 faint"])
        for part in ["/none.png", "elsewhere.test", "console", "exception"] {
            #expect(browser.complaints.contains { $0.contains(part) }, "\(part)")
        }
    }
}
