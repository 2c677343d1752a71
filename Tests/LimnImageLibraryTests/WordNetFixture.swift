import Foundation

@testable import LimnImageLibrary

/// A dictionary of four nouns, in WordNet's files.
enum WordNetFixture {
    static let data = """
          1 A line of the licence, which begins with two spaces.
        00000057 13 n 01 mango 0 001 @ 00000143 n 0000 | large oval fruit (of a tree); "ripe"
        00000143 13 n 02 fruit 0 edible_fruit 0 000 | the fleshy part of a plant
        00000216 17 n 01 Saturn 0 000 | the 6th planet from the sun; a `giant' planet
        00000294 05 n 01 mouse 0 000 | a small rodent

        """
    static let index = """
          1 A line of the licence, which begins with two spaces.
        edible_fruit n 1 0 1 0 00000143
        fruit n 1 0 1 0 00000143
        mango n 1 1 @ 1 0 00000057
        mouse n 1 0 1 0 00000294
        saturn n 1 0 1 0 00000216

        """

    /// Opens the dictionary with these files.
    static func dictionary(index: String = index, data: String = data) throws -> WordNet {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "wordnet-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data(index.utf8).write(to: folder.appending(path: "index.noun"))
        try Data(data.utf8).write(to: folder.appending(path: "data.noun"))
        try Data("mice mouse\n".utf8).write(to: folder.appending(path: "noun.exc"))
        return try WordNet(folder: folder)
    }
}
