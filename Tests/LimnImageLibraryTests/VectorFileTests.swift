import Foundation
import Testing

@testable import LimnImageLibrary

/// The file of tables that searches map into memory.
@Suite struct VectorFileTests {
    private let folder = FileManager.default.temporaryDirectory
        .appending(path: "limn-vectors-\(UUID().uuidString)")
    private var file: URL { folder.appending(path: "library.vectors") }

    init() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private func tables() -> VectorFile {
        var wide = CompactVectors(dimension: 5)
        var narrow = CompactVectors(dimension: 1)
        for row in 0..<3 {
            wide.append((0..<5).map { Float(row * 5 + $0) - 7 })
            narrow.append([Float(row) - 1])
        }
        var file = VectorFile()
        file.tables = ["wide": wide, "narrow": narrow]
        file.centres = ["wide": ["en": [0.1, -1e-7, 3], "zh": []]]
        return file
    }

    @Test("Mapped tables score as those in memory, to the last bit")
    func roundTrip() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        let written = tables()
        try written.write(to: file, key: "a")
        let read = try #require(VectorFile(contentsOf: file, key: "a", rows: 3))
        #expect(read.centres == written.centres)
        #expect(read.tables.keys.sorted() == ["narrow", "wide"])
        for (name, query) in [("wide", [1, 0.5, -2, 3, 0.1]), ("narrow", [2])]
            as [(String, [Float])]
        {
            let scores = read.tables[name]?.scores(query)
            #expect(scores == written.tables[name]?.scores(query) && scores?.count == 3)
            #expect(
                read.tables[name]?.nearest(query, limit: 2).map(\.row)
                    == written.tables[name]?.nearest(query, limit: 2).map(\.row))
        }
        // Another file takes its place while it is mapped.
        try VectorFile().write(to: file, key: "b")
        #expect(read.tables["narrow"]?.scores([2]) == written.tables["narrow"]?.scores([2]))
    }

    @Test("What a killed writer left behind goes, what a running one writes stays")
    func leftovers() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        // No process has a number this large.
        let dead = file.appendingPathExtension("new-2147483646")
        let alive = file.appendingPathExtension("new-1")
        for file in [dead, alive] { try Data("x".utf8).write(to: file) }
        try tables().write(to: file, key: "a")
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        #expect(names == ["library.vectors", "library.vectors.new-1"])
    }

    @Test("A file for another state, and one that is cut or changed, counts as none")
    func otherFiles() throws {
        defer { try? FileManager.default.removeItem(at: folder) }
        #expect(VectorFile(contentsOf: file, key: "a", rows: 3) == nil)
        try tables().write(to: file, key: "a")
        #expect(VectorFile(contentsOf: file, key: "b", rows: 3) == nil)
        #expect(VectorFile(contentsOf: file, key: "a", rows: 4) == nil)
        let whole = try Data(contentsOf: file)
        for length in [0, 7, 15, 16, 100, whole.count / 2, whole.count - 65] {
            try whole.prefix(length).write(to: file)
            #expect(VectorFile(contentsOf: file, key: "a", rows: 3) == nil, "\(length)")
        }
        let json = String(decoding: whole[16...], as: UTF8.self)
        let places = json.matches(of: /"(values|scales|dimension)":(\d+)/).prefix(6)
        #expect(places.count == 6)
        for place in places {
            for number in ["-64", "9223372036854775807", "9999999", "1"] {
                var text = Data(json.utf8)
                let start = json.utf8.distance(
                    from: json.startIndex, to: place.output.2.startIndex)
                text.replaceSubrange(start..<start + place.output.2.utf8.count, with: number.utf8)
                try (whole.prefix(16) + text).write(to: file)
                // What is read, if anything, can be scored without harm.
                let read = VectorFile(contentsOf: file, key: "a", rows: 3)
                for table in read?.tables.values.map({ $0 }) ?? [] {
                    #expect(table.scores([Float](repeating: 1, count: table.dimension)).count == 3)
                }
            }
        }
    }
}
