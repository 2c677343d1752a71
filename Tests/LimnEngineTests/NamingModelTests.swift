import Foundation
import LimnArticles
import LimnImageLibrary
import LimnTextModels
import Testing

@testable import LimnEngine

/// Small models do not weigh names: they would move the right pictures down.
@Suite struct NamingModelTests {
    private let model = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Fixtures/vision/llava/tiny.gguf")

    @Test func parametersAreCountedWithoutLoading() throws {
        let bytes = try #require(
            model.resourceValues(forKeys: [.fileSizeKey]).fileSize)
        let count = try TextModel.parameterCount(of: model)
        // At most four bytes a number, and something besides.
        #expect(count > 1_000 && count * 4 <= bytes * 4 && count <= bytes)
        #expect(throws: (any Error).self) {
            try TextModel.parameterCount(of: model.appendingPathExtension("none"))
        }
    }

    @Test func aSmallModelLeavesTheOrderOfTheSearch() throws {
        let root = FileManager.default.temporaryDirectory
            .appending(path: "limn-small-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: root) }
        let folder = root.appending(path: "pictures")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let library = try ImageLibrary(
            database: root.appending(path: "i.sqlite"), folders: [folder])
        let plain = LibraryPictures(
            library, search: try ImageSearch(library: library, helpers: ImageSearch.Helpers()))
        let writer = EmbeddedWriter(
            file: model, identity: .init(name: "tiny", sha256: "0"))
        #expect(try plain.helped(by: writer).identity == plain.identity)
        #expect(plain.named(by: writer).identity != plain.identity)
    }
}
