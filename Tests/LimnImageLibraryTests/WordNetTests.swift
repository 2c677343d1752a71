import Foundation
import Testing

@testable import LimnImageLibrary

/// WordNet's files are read as wndb(5) describes them, and damaged ones give no answer.
struct WordNetTests {
    @Test func offsetsOfTheFixtureAreRight() {
        for line in WordNetFixture.data.split(separator: "\n").dropFirst() {
            let offset = Int(line.prefix(8)) ?? -1
            #expect(
                Array(WordNetFixture.data.utf8).dropFirst(offset).starts(with: line.prefix(8).utf8))
        }
    }

    @Test func aNounIsFoundWithItsMeaningAndTheBroaderOne() throws {
        let senses = try WordNetFixture.dictionary().senses(of: "mango")
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
        #expect(try WordNetFixture.dictionary().senses(of: term).map(\.lemma) == [lemma])
    }

    @Test(arguments: ["", "the", "zzz", "aaa", "how to choose mango", "1 A", "芒果"])
    func whatItDoesNotKnowHasNoMeaning(term: String) throws {
        #expect(try WordNetFixture.dictionary().senses(of: term).isEmpty)
    }

    @Test func ordinalsAndQuotesAreWrittenAsInProse() throws {
        #expect(
            try WordNetFixture.dictionary().senses(of: "saturn").first?.definition
                == "the sixth planet from the sun; a 'giant' planet")
    }

    @Test func damagedFilesGiveNoAnswerAndNoCrash() throws {
        for index in ["", "\n", "mango", "mango n 99999999999999999999 0\n", "mango n 9 0 1 0 1\n"]
        {
            #expect(try WordNetFixture.dictionary(index: index).senses(of: "mango").isEmpty)
        }
        for data in ["", "|", "00000057", String(WordNetFixture.data.prefix(80))] {
            #expect(try WordNetFixture.dictionary(data: data).senses(of: "mango").isEmpty)
        }
        for target in ["99999999", "-0000001", "00000057", "x"] {
            let data = WordNetFixture.data.replacingOccurrences(
                of: "@ 00000143", with: "@ \(target)")
            _ = try WordNetFixture.dictionary(data: data).senses(of: "mango")
        }
    }

    @Test func aMissingFileIsNamed() {
        #expect(throws: LibraryError.self) {
            try WordNet(folder: URL(filePath: "/nowhere", directoryHint: .isDirectory))
        }
    }

    @Test func thingsInTheDictionarysOrderNarrowDownWhatTheirNeighboursMean() throws {
        // Each line: its number, the lemmas, and the number of the broader term.
        let lines = [
            (["animal"], 0), (["bird"], 0), (["stork"], 1), (["crane"], 1), (["heron"], 1),
            (["machine"], 0), (["crane"], 5), (["winch"], 5),
        ]
        var data = ""
        var offsets: [Int] = []
        var index: [String: [Int]] = [:]
        for (lemmas, broader) in lines {
            let offset = data.utf8.count
            let words = lemmas.map { "\($0) 0" }.joined(separator: " ")
            let up = offsets.isEmpty ? offset : offsets[min(broader, offsets.count - 1)]
            let pointer = up == offset ? "000" : "001 @ \(Self.number(up)) n 0000"
            data += "\(Self.number(offset)) 05 n 0\(lemmas.count) \(words) \(pointer) | a thing\n"
            offsets.append(offset)
            for lemma in lemmas { index[lemma, default: []].append(offset) }
        }
        let indexLines = index.sorted { $0.key < $1.key }.map { lemma, offsets in
            "\(lemma) n \(offsets.count) 1 @ \(offsets.count) 0 "
                + offsets.map(Self.number).joined(separator: " ")
        }
        let dictionary = try WordNetFixture.dictionary(
            index: indexLines.joined(separator: "\n") + "\n", data: data)
        let birds = dictionary.kinds(ofThingsInOrder: [["stork"], ["Cranes (bird)"], ["heron"]])
        #expect(birds[1] == [["crane"], ["bird"], ["animal"]])
        let machines = dictionary.kinds(ofThingsInOrder: [["heron"], ["crane"], ["winch"]])
        #expect(machines[1] == [["crane"], ["machine"], ["animal"]])
        #expect(dictionary.kinds(ofThingsInOrder: [["unheard of"], []]) == [[], []])
        let short = dictionary.kinds(ofThingsInOrder: [["stork"]], levels: 2)
        #expect(short == [[["stork"], ["bird"]]])
    }

    private static func number(_ offset: Int) -> String {
        String(repeating: "0", count: 8 - "\(offset)".count) + "\(offset)"
    }

    @Test(arguments: [
        ([[3], [1, 5], [2, 4]], [1, 2]), ([[1, 2, 3], [1, 2, 3], [1, 2, 3]], [1, 2, 3]),
        ([[], [7], []], [7]), ([], []), ([[5], [5]], [5]), ([[9], [1], [8], [2], [3]], [1, 2, 3]),
    ])
    func theLongestRiseTakesOneValueOfAList(lists: [[Int]], values: [Int]) {
        #expect(WordNet.longestRise(lists).map(\.value) == values)
    }
}
