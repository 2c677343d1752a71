import ArgumentParser
import Foundation
import LimnArticles
import LimnTemplates

/// `limn new`: a brief to fill in.
struct NewCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new", abstract: "Begin a brief.",
        discussion: """
            In a folder that is no site yet, it begins one too: a limn.yml, a folder for pictures, and \
            the templates of its pages.

              limn new journal/harbour --title "A Day in the Old Harbour"
              limn compose
              limn explain content/journal/harbour
              limn picture pin content/journal/harbour 2.1
              limn serve
            """)

    @Argument(help: "The article's name, with folders: journal/harbour")
    var name: String

    @Option(help: "The title.")
    var title: String?

    @Option(help: "The folder of the site.")
    var directory = "."

    func run() async throws {
        try await CommandFailure.reporting {
            let parts = name.split(separator: "/", omittingEmptySubsequences: false)
            guard !parts.isEmpty, parts.allSatisfy({ !$0.isEmpty && !$0.hasPrefix(".") }) else {
                throw ValidationError(
                    "a name is made of words and slashes, such as journal/harbour")
            }
            let file = "content/\(name).brief.md"
            let url = URL(filePath: directory).appending(path: file)
            guard !FileManager.default.fileExists(atPath: url.path) else {
                throw Problem(
                    at: SourceLocation(file: file), "there is such a brief already",
                    remedy: "Edit it, or choose another name.")
            }
            let heading = title ?? String(parts.last ?? "").replacing("-", with: " ").capitalized
            let text = """
                ---
                \(Manuscript.HeaderField.text("title", heading).key): \
                \(Manuscript.HeaderField.text("title", heading).yaml)
                instruction: For whom is it, and in what tone?
                words: 500
                images: auto
                tags: []
                date: \(Self.today)
                ---
                ## The first heading
                - what the first paragraph says
                - what the second paragraph says

                """
            try FileManager.default.createDirectory(
                at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try beginSite()
            try Data(text.utf8).write(to: url, options: .atomic)
            print("\(file): fill it in, then run: limn compose")
        }
    }

    /// The day in UTC, as days without an hour are read: an article of tomorrow would not be published
    /// yet, and one without a date would be a page that no list shows.
    private static var today: String {
        Date().formatted(.iso8601.year().month().day())
    }

    /// Writes the site's configuration and templates where there is none.
    private func beginSite() throws {
        let root = URL(filePath: directory)
        let configuration = root.appending(path: "limn.yml")
        guard !FileManager.default.fileExists(atPath: configuration.path) else { return }
        let pictures = root.appending(path: "pictures")
        try FileManager.default.createDirectory(at: pictures, withIntermediateDirectories: true)
        let text = """
            # The site: its title and address, the languages that it is written in, the first one first.
            title: My Site
            base_url: https://www.example.com/
            languages: [en]
            # Where your own pictures are.
            library:
              folders: [pictures]

            """
        _ = try StandardTemplates.complete(root.appending(path: "templates"))
        try Data(text.utf8).write(to: configuration, options: .atomic)
        print("limn.yml: a site begins here; give it a title, and put your pictures into pictures/")
    }
}
