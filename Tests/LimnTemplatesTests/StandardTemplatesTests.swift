import Foundation
import LimnTemplates
import Testing

/// The templates that the program carries.
struct StandardTemplatesTests {
    private static let templates = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "templates")

    @Test func theyAreThoseOfTheFolderToTheLastByte() throws {
        let walk = try #require(FileManager.default.enumerator(atPath: Self.templates.path))
        var onDisk: [String: Data] = [:]
        for case let path as String in walk where !path.hasPrefix(".") {
            let file = Self.templates.appending(path: path)
            if !file.hasDirectoryPath, let data = try? Data(contentsOf: file) {
                onDisk[path] = data
            }
        }
        #expect(onDisk.keys.sorted() == StandardTemplates.files.keys.sorted())
        for (path, data) in onDisk { #expect(StandardTemplates.files[path] == data, "\(path)") }
    }

    @Test func onlyWhatAFolderLacksIsWritten() throws {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "limn-templates-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let own = folder.appending(path: "article.mustache")
        try Data("mine".utf8).write(to: own)
        let written = try StandardTemplates.complete(folder)
        #expect(
            written == StandardTemplates.files.keys.sorted().filter { $0 != "article.mustache" })
        #expect(try Data(contentsOf: own) == Data("mine".utf8))
        #expect(try StandardTemplates.complete(folder) == [])
    }
}
