import Foundation
import Testing

@testable import LimnImageLibrary

/// WordNet's files are read as wndb(5) describes them, and damaged ones give no answer.
struct WordNetTests {
    private static let data = """
          1 A line of the licence, which begins with two spaces.
        00000057 13 n 01 mango 0 001 @ 00000143 n 0000 | large oval fruit (of a tree); "ripe"
        00000143 13 n 02 fruit 0 edible_fruit 0 000 | the fleshy part of a plant
        00000216 17 n 01 Saturn 0 000 | the 6th planet from the sun; a `giant' planet
        00000294 05 n 01 mouse 0 000 | a small rodent

        """
    private static let index = """
          1 A line of the licence, which begins with two spaces.
        edible_fruit n 1 0 1 0 00000143
        fruit n 1 0 1 0 00000143
        mango n 1 1 @ 1 0 00000057
        mouse n 1 0 1 0 00000294
        saturn n 1 0 1 0 00000216

        """

    private func wordNet(index: String = index, data: String = data) throws -> WordNet {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "wordnet-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(index.utf8).write(to: folder.appending(path: "index.noun"))
        try Data(data.utf8).write(to: folder.appending(path: "data.noun"))
        try Data("mice mouse\n".utf8).write(to: folder.appending(path: "noun.exc"))
        defer { try? FileManager.default.removeItem(at: folder) }
        return try WordNet(folder: folder)
    }

    @Test func offsetsOfTheFixtureAreRight() {
        for line in Self.data.split(separator: "\n").dropFirst() {
            let offset = Int(line.prefix(8)) ?? -1
            #expect(Array(Self.data.utf8).dropFirst(offset).starts(with: line.prefix(8).utf8))
        }
    }

    @Test func aNounIsFoundWithItsMeaningAndTheBroaderOne() throws {
        let senses = try wordNet().senses(of: "mango")
        #expect(
            senses == [
                WordNet.Sense(
                    lemma: "mango", category: 13, definition: "large oval fruit",
                    broader: "the fleshy part of a plant")
            ])
    }

    @Test(arguments: [
        ("mangos", "mango"), ("the Mango", "mango"), ("ripe mango", "mango"),
        ("mice", "mouse"), ("edible fruits", "edible fruit"), ("Saturn", "Saturn"),
    ])
    func pluralsArticlesAndDescribingWordsAreSeenThrough(term: String, lemma: String) throws {
        #expect(try wordNet().senses(of: term).map(\.lemma) == [lemma])
    }

    @Test(arguments: ["", "the", "zzz", "aaa", "how to choose mango", "1 A", "芒果"])
    func whatItDoesNotKnowHasNoMeaning(term: String) throws {
        #expect(try wordNet().senses(of: term).isEmpty)
    }

    @Test func ordinalsAndQuotesAreWrittenAsInProse() throws {
        #expect(
            try wordNet().senses(of: "saturn").first?.definition
                == "the sixth planet from the sun; a 'giant' planet")
    }

    @Test func damagedFilesGiveNoAnswerAndNoCrash() throws {
        for index in ["", "\n", "mango", "mango n 99999999999999999999 0\n", "mango n 9 0 1 0 1\n"]
        {
            #expect(try wordNet(index: index).senses(of: "mango").isEmpty)
        }
        for data in ["", "|", "00000057", String(Self.data.prefix(80))] {
            #expect(try wordNet(data: data).senses(of: "mango").isEmpty)
        }
        for target in ["99999999", "-0000001", "00000057", "x"] {
            let data = Self.data.replacingOccurrences(of: "@ 00000143", with: "@ \(target)")
            _ = try wordNet(data: data).senses(of: "mango")
        }
    }

    @Test func aMissingFileIsNamed() {
        #expect(throws: LibraryError.self) {
            try WordNet(folder: URL(filePath: "/nowhere", directoryHint: .isDirectory))
        }
    }
}
