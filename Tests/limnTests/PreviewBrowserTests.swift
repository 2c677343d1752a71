import Foundation
import LimnTestSupport
import Testing

/// `limn serve` as a writer with an editor and a browser meets it.
@MainActor
@Suite(
    .enabled(if: Browser.executable != nil, "chromium is not on this machine"), .serialized)
struct PreviewBrowserTests {
    /// A site in the repository's theme with one long page, and a server that shows it.
    private final class Preview {
        let root = FileManager.default.temporaryDirectory.appending(
            path: "limn-preview-site-\(UUID().uuidString)")
        let server: ServingProcess

        init() throws {
            try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
            try FileManager.default.copyItem(
                at: ArchitectureTests.root.appending(path: "templates"),
                to: root.appending(path: "templates"))
            try Self.write("limn.yml", "title: Notes\nbase_url: https://site.test/\n", root)
            try Self.write("content/long.md", Self.page("First words."), root)
            server = try ServingProcess(root)
        }

        deinit { try? FileManager.default.removeItem(at: root) }

        func write(_ path: String, _ text: String) throws { try Self.write(path, text, root) }

        private static func write(_ path: String, _ text: String, _ root: URL) throws {
            let file = root.appending(path: path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }

        static func page(_ words: String) -> String {
            "---\ntitle: Long\n---\n\(words)\n"
                + (0..<80).map { "\nParagraph \($0) of a page that is long.\n" }.joined()
        }

        /// Whether somebody may listen where the server listened.
        var isPortFree: Bool {
            let connection = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            defer { close(connection) }
            // Connections that are only winding up are no listeners.
            var yes: Int32 = 1
            setsockopt(
                connection, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = server.port.bigEndian
            address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
            let size = socklen_t(MemoryLayout<sockaddr_in>.size)
            let bound = withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(connection, $0, size) }
            }
            return bound == 0 && listen(connection, 1) == 0
        }
    }

    private static let overlay = "document.querySelector('#limn-problems')?.shadowRoot"

    @Test func aSavedFileReloadsThePageWhereItWasScrolledTo() throws {
        let preview = try Preview()
        let browser = try Browser(server: preview.server.origin)
        try browser.open("/long/", width: 390, height: 844)
        #expect(try browser.evaluate("scrollTo(0, 1500), scrollY") as? Int == 1500)
        try browser.loading {
            try preview.write("content/long.md", Preview.page("Other words."))
        }
        try browser.wait(for: "document.documentElement.dataset.limnRestored === 'yes'")
        #expect(try browser.evaluate("scrollY") as? Int == 1500)
        #expect(
            try browser.evaluate("document.body.innerText.includes('Other words.')") as? Bool
                == true)
        #expect(browser.complaints.isEmpty, "\(browser.complaints)")
    }

    @Test func aProblemIsShownOverThePageWithFileAndLineUntilItIsMended() throws {
        let preview = try Preview()
        let browser = try Browser(server: preview.server.origin)
        try browser.open("/long/")
        _ = try browser.evaluate("scrollTo(0, 700); window.limnMark = 'same page'")
        try preview.write(
            "content/long.md", "---\ntitle: Long\nweight: heavy\n---\n\n[x](gone.md)\n")
        try browser.wait(for: "\(Self.overlay)?.querySelector('.place')")
        let told = try browser.evaluate(
            "[...\(Self.overlay).querySelectorAll('.place, .message, .remedy')].map(e => e.textContent)"
        )
        let texts = BrowserTests.strings(told)
        #expect(texts.contains("content/long.md:3"), "\(texts)")
        #expect(texts.contains { $0.contains("'weight' must be a whole number") }, "\(texts)")
        #expect(
            try browser.evaluate("document.body.innerText.includes('First words.') && scrollY")
                as? Int == 700)
        // Hidden by the keyboard, it comes back with the next problem.
        try browser.press("Escape")
        try browser.wait(for: "!\(Self.overlay)")
        try preview.write("content/long.md", "---\ntitle: [\n---\n")
        try browser.wait(for: "\(Self.overlay)?.textContent.includes('content/long.md:')")
        // Mended as it was: the panel goes away and the page need not even be loaded again.
        try preview.write("content/long.md", Preview.page("First words."))
        try browser.wait(for: "!\(Self.overlay)")
        #expect(try browser.evaluate("window.limnMark") as? String == "same page")
        #expect(try browser.evaluate("scrollY") as? Int == 700)
        #expect(browser.complaints.isEmpty, "\(browser.complaints)")
    }

    @Test func aChangedStyleSheetIsExchangedWithoutReloading() throws {
        let preview = try Preview()
        let browser = try Browser(server: preview.server.origin)
        try browser.open("/long/")
        _ = try browser.evaluate("window.limnMark = 'same page'")
        let theme = preview.root.appending(path: "templates/assets/theme.css")
        let css = try String(contentsOf: theme, encoding: .utf8)
        try preview.write("templates/assets/theme.css", css + "\nh1 { color: rgb(1, 2, 3); }\n")
        try browser.wait(
            for: "getComputedStyle(document.querySelector('h1')).color === 'rgb(1, 2, 3)'")
        #expect(try browser.evaluate("window.limnMark") as? String == "same page")
        #expect(browser.complaints.isEmpty, "\(browser.complaints)")
    }

    @Test(arguments: [SIGINT, SIGTERM])
    func aSignalEndsTheServerWhileAPageIsOpenAndFreesItsPort(signal: Int32) throws {
        let preview = try Preview()
        let browser = try Browser(server: preview.server.origin)
        try browser.open("/long/")
        #expect(!preview.isPortFree)
        #expect(try preview.server.stop(signal).status == 0)
        #expect(preview.isPortFree)
    }
}
