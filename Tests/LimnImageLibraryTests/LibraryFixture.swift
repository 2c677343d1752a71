import Foundation
import LimnImageLibrary

/// A copy of the fixture library in a folder of its own.
final class LibraryFixture {
    let root = FileManager.default.temporaryDirectory
        .appendingPathComponent("limn-library-\(UUID().uuidString)")
    var folder: URL { root.appendingPathComponent("pictures") }
    var database: URL { root.appendingPathComponent("cache/library.sqlite") }

    init() throws {
        let source = URL(fileURLWithPath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Fixtures/library")
        try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
        try FileManager.default.copyItem(at: source, to: folder)
    }

    deinit { try? FileManager.default.removeItem(at: root) }

    func library(exclude: [String] = []) throws -> ImageLibrary {
        try ImageLibrary(database: database, folders: [folder], exclude: exclude)
    }

    func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: folder.appendingPathComponent(path))
    }
}

/// An embedder that knows a few words in two languages, and that, like real ones, puts each
/// language in a corner of its own.
final class WordEmbedder: CaptionEmbedder, @unchecked Sendable {
    let modelHash: String
    private(set) var passages: [String] = []
    private static let concepts: [[String]] = [
        ["zebra", "斑马"], ["lion", "狮子", "king of beasts"], ["rose", "玫瑰"],
        ["leaf", "叶"], ["mountain", "altai", "山"],
    ]

    init(modelHash: String = "toy") {
        self.modelHash = modelHash
    }

    func embedPassages(_ texts: [String]) throws -> [[Float]] {
        passages += texts
        return texts.map(vector)
    }

    func embedQuery(_ text: String) throws -> [Float] { vector(text) }

    private func vector(_ text: String) -> [Float] {
        let text = text.lowercased()
        var vector = Self.concepts.map { words in
            words.contains(where: text.contains) ? Float(1) : 0
        }
        let isChinese = text.unicodeScalars.contains { $0.value > 0x3000 }
        vector += isChinese ? [4, 0] : [0, 4]
        let length = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return vector.map { $0 / length }
    }
}
