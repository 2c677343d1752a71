import Foundation
import LimnModelFiles
import LimnTensors
import Testing

/// Reading GGUF files: whole ones, and ones that lie or end too soon.
struct GGUFFileTests {
    private func open(_ builder: GGUFBuilder) throws -> GGUFFile {
        try withTemporaryFile(builder.bytes()) { try GGUFFile($0) }
    }

    /// The error that opening the sample gives after a change.
    private func failure(_ change: (inout GGUFBuilder) -> Void) -> ModelFileError? {
        var builder = GGUFBuilder.sample()
        change(&builder)
        return #expect(throws: ModelFileError.self) { try open(builder) }
    }

    @Test func valuesOfEveryTypeAreRead() throws {
        let file = try open(.sample())
        #expect(try file.string("general.architecture") == "llama")
        #expect(try file.integer("small") == 200)
        #expect(try file.integer("negative") == -2)
        #expect(try file.integer("short") == 60_000)
        #expect(try file.integer("signed") == -7)
        #expect(try file.integer("long") == -1 << 40)
        #expect(try file.number("float") == 1.5)
        #expect(try file.number("double") == 0.1)
        #expect(try file.number("small") == 200)
        #expect(try file.bool("true") == true)
        #expect(try file.strings("words") == ["one", "zwei"])
        #expect(try file.integers("numbers") == [1, 2, -3])
        #expect(try file.numbers("scores") == [2.5])
        #expect(try file.string("missing") == nil)
        #expect(file.metadataKeys.count == 14)
        #expect(file.version == 3)
    }

    @Test func valuesOfAnotherTypeAreRefusedWithTheirPlace() throws {
        let file = try open(.sample())
        let error = #expect(throws: ModelFileError.self) { try file.integer("words") }
        #expect(error?.offset != nil)
        #expect(error?.message.contains("words is a list of 2 texts, not an integer") == true)
        #expect(throws: ModelFileError.self) { try file.integer("large") }
        #expect(throws: ModelFileError.self) { try file.strings("numbers") }
        #expect(throws: ModelFileError.self) { try file.integers("nested") }
        #expect(throws: ModelFileError.self) { try file.numbers("words") }
        #expect(throws: ModelFileError.self) { try file.required("none", file.string("none")) }
    }

    @Test func tensorsAreFoundWithTheirBytes() throws {
        let file = try open(.sample())
        let tensor = try #require(file.tensor(named: "a"))
        #expect(tensor.shape.dimensions == [32, 2])
        #expect(tensor.elementType == .q4_0)
        #expect(tensor.byteCount == 36)
        #expect(try file.bytes(of: tensor).allSatisfy { $0 == 7 })
        #expect(file.tensor(named: "b")?.offset == tensor.offset + 64)
        #expect(file.tensor(named: "c") == nil)
    }

    @Test func version2IsRead() throws {
        var builder = GGUFBuilder.sample()
        builder.version = 2
        #expect(try open(builder).version == 2)
    }

    @Test func aFileCutShortAnywhereIsRefused() throws {
        let bytes = GGUFBuilder.sample().bytes()
        for count in 0..<bytes.count {
            try withTemporaryFile(Array(bytes[..<count])) { file in
                let error = #expect(throws: ModelFileError.self) { try GGUFFile(file) }
                #expect(error?.file == file)
            }
        }
    }

    @Test func noChangeOfOneByteCrashesTheReader() throws {
        let bytes = GGUFBuilder.sample().bytes()
        let file = FileManager.default.temporaryDirectory.appending(
            path: "limn-test-\(UUID().uuidString).gguf")
        defer { try? FileManager.default.removeItem(at: file) }
        for index in 0..<bytes.count - 76 {
            for value in [0, 1, 0x7f, 0x80, 0xff] as [UInt8] {
                var changed = bytes
                changed[index] = value
                try Data(changed).write(to: file)
                guard let opened = try? GGUFFile(file) else { continue }
                for tensor in opened.tensors { _ = try opened.bytes(of: tensor).last }
                for key in opened.metadataKeys {
                    _ = try? opened.strings(key)
                    _ = try? opened.integers(key)
                    _ = try? opened.numbers(key)
                }
            }
        }
    }

    @Test func whatIsNoGGUFFileIsSaidSo() throws {
        try withTemporaryFile(Array("PK\u{3}\u{4}".utf8) + [UInt8](repeating: 0, count: 50)) {
            file in
            let error = #expect(throws: ModelFileError.self) { try GGUFFile(file) }
            #expect(error?.description.contains("this is no GGUF file") == true)
            #expect(error?.description.hasPrefix(file.path) == true)
        }
    }

    @Test func unknownVersionsAreRefused() {
        #expect(failure { $0.version = 1 }?.message.contains("version 1") == true)
        #expect(failure { $0.version = 4 }?.offset == 4)
        #expect(failure { $0.version = 0x0300_0000 }?.message.contains("big-endian") == true)
    }

    @Test(arguments: [100, 1 << 32, 1 << 60, UInt64.max])
    func lyingCountsAreRefused(_ count: UInt64) {
        #expect(failure { $0.tensorCount = count } != nil)
        #expect(failure { $0.valueCount = count } != nil)
        #expect(
            failure {
                $0.values.append(
                    ("lie", GGUFBuilder.array(8, count: count, GGUFBuilder.text("x"))))
            } != nil)
        #expect(
            failure {
                $0.values.append(("lie", GGUFBuilder.array(12, count: count, [1, 2, 3])))
            } != nil)
        #expect(
            failure {
                $0.values.append(
                    ("lie", GGUFBuilder.value(8, GGUFBuilder.integer(count) + [65])))
            } != nil)
    }

    @Test(
        arguments: [
            [], [0], [1 << 63], [UInt64.max], [1 << 32, 1 << 32], [1 << 40, 1 << 30], [33],
            [32, 0],
            [32, 2, 1, 1, 1], [32, 1 << 20],
        ] as [[UInt64]])
    func impossibleDimensionsAreRefused(_ dimensions: [UInt64]) {
        #expect(failure { $0.tensors[0].dimensions = dimensions }?.offset != nil)
    }

    @Test(arguments: [1, 31, 96, 1 << 32, UInt64.max, UInt64.max - 31])
    func offsetsOutsideTheFileAreRefused(_ offset: UInt64) {
        let error = failure { $0.tensors[1].offset = offset }
        #expect(error?.message.contains("the tensor b") == true)
    }

    @Test(arguments: [4, 5, 9, 16, 99, UInt32.max])
    func unknownElementTypesAreNamed(_ type: UInt32) {
        let error = failure { $0.tensors[0].type = type }
        #expect(error?.message.contains("the element type \(type)") == true)
        #expect(error?.remedy.contains("Q4_K") == true)
    }

    @Test func namesGivenTwiceAreRefused() {
        #expect(failure { $0.tensors[1].name = "a" }?.message.contains("twice") == true)
        #expect(failure { $0.values.append(("small", GGUFBuilder.value(0, [1]))) } != nil)
    }

    @Test func unknownValueTypesAndDeepListsAreRefused() {
        #expect(failure { $0.values.append(("odd", GGUFBuilder.value(13, [1]))) } != nil)
        var deep = GGUFBuilder.integer(UInt32(0)) + GGUFBuilder.integer(UInt64(0))
        for _ in 0..<1_000 {
            deep = GGUFBuilder.integer(UInt32(9)) + GGUFBuilder.integer(UInt64(1)) + deep
        }
        let nested = GGUFBuilder.value(9, deep)
        #expect(failure { $0.values.append(("deep", nested)) }?.message.contains("deep") == true)
    }

    @Test func alignmentIsFollowedAndChecked() throws {
        var builder = GGUFBuilder.sample()
        builder.values.append(
            ("general.alignment", GGUFBuilder.value(4, GGUFBuilder.integer(UInt32(64)))))
        builder.alignment = 64
        let file = try open(builder)
        #expect(file.tensor(named: "a")?.offset.isMultiple(of: 64) == true)
        for alignment in [0, 3, 48, UInt32.max] {
            let error = failure {
                $0.values.append(
                    (
                        "general.alignment",
                        GGUFBuilder.value(4, GGUFBuilder.integer(alignment))
                    ))
            }
            #expect(error?.message.contains("alignment") == true)
        }
    }
}
