import Foundation
import LimnModelFiles
import Testing

@Suite struct SafetensorsFileTests {
    /// A file with this header and data behind it.
    private func open(_ header: String, data: [UInt8], length: UInt64? = nil) throws
        -> SafetensorsFile
    {
        let file = FileManager.default.temporaryDirectory
            .appending(path: "limn-\(UUID().uuidString).safetensors")
        defer { try? FileManager.default.removeItem(at: file) }
        var bytes = Data()
        withUnsafeBytes(of: (length ?? UInt64(header.utf8.count)).littleEndian) {
            bytes.append(contentsOf: $0)
        }
        bytes.append(contentsOf: header.utf8)
        bytes.append(contentsOf: data)
        try bytes.write(to: file)
        return try SafetensorsFile(file)
    }

    @Test("Wholes, halves, bfloat16 and integers are read, whatever their place")
    func types() throws {
        let file = try open(
            """
            {"__metadata__": {"format": "pt"},
             "half": {"dtype": "F16", "shape": [2], "data_offsets": [1, 5]},
             "flag": {"dtype": "BOOL", "shape": [1], "data_offsets": [0, 1]},
             "whole": {"dtype": "F32", "shape": [1, 1], "data_offsets": [5, 9]},
             "b": {"dtype": "BF16", "shape": [1], "data_offsets": [9, 11]},
             "ids": {"dtype": "I64", "shape": [], "data_offsets": [11, 19]}}
            """,
            data: [1, 0x00, 0x3c, 0x00, 0xc1, 0, 0, 0x20, 0x40, 0x80, 0xbf]
                + [0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff])
        #expect(file.names == ["flag", "half", "whole", "b", "ids"])
        #expect(try file.floats("half", shape: [2]) == [1, -2.5])
        #expect(try file.elements("half", shape: [2], range: 1..<2) == [-2.5])
        #expect(throws: ModelFileError.self) {
            try file.elements("half", shape: [2], range: 1..<3)
        }
        #expect(try file.floats("whole", shape: [1, 1]) == [2.5])
        #expect(try file.floats("b", shape: [1]) == [-1])
        #expect(try file.integers("ids") == [-2])
        #expect(file.shape(of: "ids") == [])
        #expect(file.metadata == ["format": "pt"])
    }

    @Test("Another shape, another type and a missing tensor are errors that name the tensor")
    func mismatches() throws {
        let file = try open(
            #"{"w": {"dtype": "I64", "shape": [1], "data_offsets": [0, 8]}}"#,
            data: [UInt8](repeating: 0, count: 8))
        for (name, shape) in [("w", [2]), ("w", [1]), ("v", [1])] {
            let error = #expect(throws: ModelFileError.self) {
                try file.floats(name, shape: shape)
            }
            #expect(error?.message.contains("tensor \(name)") == true)
        }
    }

    @Test(
        "Headers that contradict the file are refused",
        arguments: [
            // No object, no JSON, wrong values.
            (" {}", 0), ("[]", 0), ("{", 0), (#"{"a": 1}"#, 0),
            (#"{"a": {"dtype": "F32", "shape": [1]}}"#, 4),
            (#"{"a": {"dtype": "F32", "shape": ["1"], "data_offsets": [0, 4]}}"#, 4),
            (#"{"a": {"dtype": "Q9", "shape": [1], "data_offsets": [0, 4]}}"#, 4),
            // Offsets.
            (#"{"a": {"dtype": "F32", "shape": [1], "data_offsets": [4, 0]}}"#, 4),
            (#"{"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4, 8]}}"#, 4),
            (#"{"a": {"dtype": "F32", "shape": [1], "data_offsets": [-4, 0]}}"#, 4),
            (#"{"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 8]}}"#, 8),
            (#"{"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]}}"#, 4),
            (#"{"a": {"dtype": "F32", "shape": [1], "data_offsets": [4, 8]}}"#, 8),
            (#"{"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}"#, 8),
            (
                #"{"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 9223372036854775807]}}"#,
                8
            ),
            // Dimensions that overflow, are negative or too many.
            (
                #"""
                {"a": {"dtype": "F32", "shape": [4294967296, 4294967296], "data_offsets": [0, 0]}}
                """#, 0
            ),
            (#"{"a": {"dtype": "F32", "shape": [-1, -1], "data_offsets": [0, 4]}}"#, 4),
            (#"{"a": {"dtype": "U8", "shape": [1,1,1,1,1,1,1,1,1], "data_offsets": [0, 1]}}"#, 1),
            // Overlap.
            (
                #"""
                {"a": {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]},
                 "b": {"dtype": "F32", "shape": [2], "data_offsets": [4, 12]}}
                """#, 12
            ),
        ])
    func contradictions(header: String, bytes: Int) {
        #expect(throws: ModelFileError.self) {
            try open(header, data: [UInt8](repeating: 0, count: bytes))
        }
    }

    @Test("Lengths of the header beyond the file are refused", arguments: [3, 1 << 40, UInt64.max])
    func headerLengths(length: UInt64) {
        #expect(throws: ModelFileError.self) { try open("{}", data: [], length: length) }
    }

    @Test("No damage ends the process")
    func damage() throws {
        let file = FileManager.default.temporaryDirectory
            .appending(path: "limn-damaged-\(UUID().uuidString).safetensors")
        defer { try? FileManager.default.removeItem(at: file) }
        try SafetensorsWriter.write(
            [.init("a", shape: [2], values: [1, 2]), .init("b.c", shape: [1, 1], values: [3])],
            to: file)
        let whole = try Data(contentsOf: file)
        func attempt(_ data: Data) throws {
            try data.write(to: file)
            // Damage may also leave a file that can be read; only a crash would fail here.
            guard let opened = try? SafetensorsFile(file) else { return }
            for tensor in opened.tensors {
                _ = try? opened.floats(tensor.name, shape: tensor.shape)
            }
        }
        for length in 0..<whole.count { try attempt(whole.prefix(length)) }
        for position in whole.indices {
            for value: UInt8 in [0, 0x22, 0x39, 0x7f, 0xff] {
                var damaged = whole
                damaged[position] = value
                try attempt(damaged)
            }
        }
    }

    @Test("What is written is read again")
    func roundTrip() throws {
        let file = FileManager.default.temporaryDirectory
            .appending(path: "limn-\(UUID().uuidString).safetensors")
        defer { try? FileManager.default.removeItem(at: file) }
        try SafetensorsWriter.write(
            [
                .init("z", shape: [2, 1], values: [-0.5, .pi]),
                .init("empty", shape: [0, 3], values: []),
                .init("a/b \"c\"", shape: [], values: [7]),
            ], to: file)
        let read = try SafetensorsFile(file)
        #expect(Set(read.names) == ["z", "empty", "a/b \"c\""])
        #expect(try read.floats("z", shape: [2, 1]) == [-0.5, .pi])
        #expect(try read.floats("empty", shape: [0, 3]) == [])
        #expect(try read.floats("a/b \"c\"", shape: []) == [7])
        #expect(read.tensors.allSatisfy { $0.offset.isMultiple(of: 4) })
        #expect(throws: ModelFileError.self) {
            try SafetensorsWriter.write([.init("a", shape: [2], values: [1])], to: file)
        }
        #expect(throws: ModelFileError.self) {
            let twice = SafetensorsWriter.Tensor("a", shape: [1], values: [1])
            try SafetensorsWriter.write([twice, twice], to: file)
        }
    }
}
