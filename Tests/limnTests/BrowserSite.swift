import Foundation
import LimnImages

/// A small bilingual site in the repository's own theme, rendered once with the built `limn`.
final class BrowserSite: Sendable {
    /// The rendered files.
    var output: URL { root.appending(path: "site") }
    private let root: URL

    /// Paths of all pages, sorted.
    func pages() throws -> [String] {
        let walk = try FileManager.default.subpathsOfDirectory(atPath: output.path)
        return walk.filter { $0 == "index.html" || $0.hasSuffix("/index.html") }
            .map { "/" + $0.dropLast("index.html".count) }.sorted()
    }

    init() throws {
        root = FileManager.default.temporaryDirectory.appending(
            path: "limn-browser-site-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
        try FileManager.default.copyItem(
            at: ArchitectureTests.root.appending(path: "templates"),
            to: root.appending(path: "templates"))
        try write("limn.yml", Self.configuration)
        try write("content/about.md", "---\ntitle: About\n---\nA page without pictures.\n")
        try write("content/guides/harbour.en.md", Self.english)
        try write("content/guides/harbour.zh.md", Self.chinese)
        try write("content/guides/second.en.md", Self.second)
        for (name, width, height) in [("quay", 1600, 1000), ("tower", 700, 1100)] {
            try write(
                "pictures/\(name).jpg",
                try ImageEncoder().encode(try Self.picture(width, height), as: .jpeg))
        }
        let run = try LimnCommand.run(["render", "--directory", root.path])
        guard run.status == 0 else { throw Failure(description: run.errors) }
    }

    deinit { try? FileManager.default.removeItem(at: root) }

    private func write(_ path: String, _ text: String) throws {
        try write(path, Data(text.utf8))
    }

    private func write(_ path: String, _ data: Data) throws {
        let file = root.appending(path: path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: file)
    }

    private struct Failure: Error, CustomStringConvertible { let description: String }

    /// A slope of colours, different at every place.
    private static func picture(_ width: Int, _ height: Int) throws -> Bitmap {
        var bytes = [UInt8]()
        bytes.reserveCapacity(width * height * 3)
        for row in 0..<height {
            for column in 0..<width {
                bytes.append(UInt8(column * 255 / width))
                bytes.append(UInt8(row * 255 / height))
                bytes.append(UInt8((row ^ column) & 255))
            }
        }
        guard let bitmap = Bitmap(width: width, height: height, layout: .rgb, bytes: bytes) else {
            throw Failure(description: "no picture of \(width) × \(height)")
        }
        return bitmap
    }

    private static let configuration = """
        title: Field Notes
        description: Two harbours and a page.
        base_url: https://site.test/
        languages: [en, zh]
        library: {folders: [pictures]}
        picture_widths: [480, 960, 1600]
        translations:
          zh: {title: 田野札记, description: 两个港口和一页。}
        tag_names:
          harbours: {zh: 港口}

        """

    /// Everything that may burst a narrow window: a wide table, long code, a long word.
    private static let english = """
        ---
        title: A Morning in the Harbour
        description: Boats, nets and a lighthouse.
        date: 2026-05-04
        tags: [harbours]
        ---
        The boats come back before the town is awake.[^1] Read [the second guide](second.en.md).

        ![A slope from black to yellow](<library:pictures/quay.jpg> "The quay at six")

        ## On the quay

        Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft.

        | boat | length | crew | built | home port | licence | remarks |
        |---|---:|---:|---:|---|---|---|
        | Margarethe Wilhelmine | 14 m | 3 | 1956 | Friedrichskoog-Spitze | FRI-0042 | repainted |

        ```swift
        let boats = harbour.boats.filter { $0.isHome && $0.length > 12 }.sorted { $0.name < $1.name }
        ```

        > [!WARNING]
        > The steps are [wet](second.en.md), says `harbour.master`.

        > [!NOTE]
        > Bring a lamp.

        Draught
        : How deep a boat lies.

          With its cargo.

        ## The lighthouse

        - [x] seen
        - [ ] climbed

        ![A high slope](<library:pictures/tower.jpg> "Ninety steps")

        [^1]: At five in summer.

        """

    private static let chinese = """
        ---
        title: 港口的早晨
        description: 渔船、渔网和灯塔。
        date: 2026-05-04
        tags: [harbours]
        ---
        镇子醒来之前，渔船就回来了。

        ![由黑渐黄的斜面](<library:pictures/quay.jpg> "六点钟的码头")

        ## 码头上

        渔民把网摊在石阶上晾晒，孩子们在一旁数着银色的小鱼。

        """

    private static let second = """
        ---
        title: The Second Guide
        date: 2026-05-05
        tags: [harbours, towns]
        ---
        ![A high slope](<library:pictures/tower.jpg> "The same tower")

        A short text about another place.

        """
}
