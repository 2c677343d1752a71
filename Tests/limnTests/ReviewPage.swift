import Foundation
import LimnTestSupport
import Testing

/// The review page in a browser, by the names of its tools.
@MainActor
struct ReviewPage {
    let browser: Browser

    /// Opens the article and waits until it is there.
    func open(
        language: String = "en", width: Int = 1440, dark: Bool = false
    ) throws {
        let name = ReviewSite.article.replacing("/", with: "%2F")
        try browser.open(
            "/_limn/review/?article=\(name)&language=\(language)", width: width, dark: dark)
        try browser.wait(for: "document.querySelector('.row')")
    }

    /// The element with a name; names outlive what a render exchanges.
    static func named(_ name: String) -> String {
        "document.querySelector('[data-focus=\"\(name)\"]')"
    }

    func click(_ name: String) throws {
        try browser.wait(for: Self.named(name))
        _ = try browser.evaluate("\(Self.named(name)).click()")
    }

    /// Puts a text into a field in the place of what is there, as from a keyboard.
    func fill(_ name: String, _ text: String) throws {
        try browser.wait(for: Self.named(name))
        _ = try browser.evaluate("\(Self.named(name)).focus()")
        try browser.press("a", control: true)
        try browser.type(text)
    }

    /// Waits until the status line says something.
    func waitForStatus(_ text: String) throws {
        try browser.wait(for: "document.querySelector('.status').textContent === '\(text)'")
    }

    /// Waits until what has a name has the focus.
    func waitForFocus(_ name: String) throws {
        try browser.wait(for: "document.activeElement.dataset.focus === '\(name)'")
    }

    func text(_ expression: String) throws -> String {
        try #require(try browser.evaluate(expression) as? String, "\(expression)")
    }

    func count(_ selector: String) throws -> Int {
        try #require(
            try browser.evaluate("document.querySelectorAll(\"\(selector)\").length") as? Int)
    }

    /// The name of what has the focus.
    var focus: String {
        get throws { try text("document.activeElement.dataset.focus ?? ''") }
    }

    /// The number of the first block that a selector's row shows, and its paragraph's text.
    func row(_ selector: String) throws -> (index: Int, text: String) {
        let key = try text("document.querySelector(\"\(selector)\").closest('.row').dataset.key")
        let words = try text(
            "document.querySelector(\"\(selector)\").closest('.row')"
                + ".querySelector('.row-text').firstElementChild.textContent")
        return (try #require(key.split(separator: "-").last.flatMap { Int($0) }), words)
    }

    /// What axe-core has against the page as it stands.
    func violations() throws -> [String] {
        let axe = try String(contentsOf: try #require(TestTools.axe), encoding: .utf8)
        _ = try browser.evaluate(axe + "; null")
        return try #require(
            try browser.evaluate(
                """
                axe.run(document, {resultTypes: ["violations"]}).then(result =>
                  result.violations.map(violation => violation.id + ": " +
                    violation.nodes.map(node => node.html.slice(0, 120)).join(" | ")))
                """) as? [String])
    }
}
