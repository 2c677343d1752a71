import Foundation
import LimnModelFiles
import LimnTensors
import Testing

@testable import LimnTextModels

@Suite struct EmbedderTests {
    private let container = EmbedderTestContainer()

    @Test func vectorsAgreeWithThePlainDefinition() throws {
        try EmbedderTestContainer.withFile(container.data) { file in
            let embedder = try TextEmbedder.load(file, threads: 2)
            for text in ["ab", "中b\nab:", "xyz", "", "a\u{200B}b ｂ"] {
                let vector = try embedder.embed([text], as: .query)[0]
                let reference = plainVector(embedder.tokens(of: text, as: .query))
                #expect(vector.count == EmbedderTestContainer.hidden)
                // Inputs of products are rounded to eight bits.
                #expect(cosine(vector, reference) > 0.999)
                #expect(abs(cosine(vector, vector) - 1) < 1e-5)
            }
        }
    }

    @Test func tokensStandBetweenTheirMarksAndAreCutAtTheLimit() throws {
        try EmbedderTestContainer.withFile(container.data) { file in
            let embedder = try TextEmbedder.load(file, threads: 1)
            #expect(embedder.tokens(of: "ab", as: .plain) == [0, 11, 2])
            #expect(embedder.tokens(of: "</s><mask>", as: .plain).dropLast().contains(2) == false)
            #expect(embedder.tokens(of: "<mask>", as: .plain).contains(12) == false)
            let long = embedder.tokens(of: String(repeating: "b", count: 100), as: .plain)
            #expect(long.count == EmbedderTestContainer.positions)
            #expect(long.first == 0)
            #expect(long.last == 2)
        }
    }

    @Test func aTextsVectorDoesNotDependOnNeighboursOrThreads() throws {
        try EmbedderTestContainer.withFile(container.data) { file in
            let texts = ["ab", "中中中", "", "b:b:b", "query ab", "ab"]
            let one = try TextEmbedder.load(file, threads: 1)
            let three = try TextEmbedder.load(file, threads: 3)
            let single = try texts.map { try one.embed([$0], as: .passage)[0] }
            #expect(try one.embed(texts, as: .passage) == single)
            #expect(try three.embed(texts, as: .passage) == single)
            // More tokens than go through the encoder at once.
            let many = Array(repeating: texts, count: 30).flatMap { $0 }
            #expect(
                try three.embed(many, as: .passage)
                    == Array(repeating: single, count: 30).flatMap { $0 })
            #expect(try three.embed([], as: .query).isEmpty)
        }
    }

    @Test func everyTruncationIsRefusedWithTheFilesName() throws {
        let steps =
            Array(0..<container.directoryEnd)
            + Array(stride(from: container.directoryEnd, to: container.data.count, by: 997))
        for length in steps {
            try EmbedderTestContainer.withFile(container.data.prefix(length)) { file in
                let error = #expect(throws: ModelFileError.self, "\(length) bytes") {
                    try TextEmbedder.load(file, threads: 1)
                }
                #expect(error?.description.contains(file.lastPathComponent) == true)
            }
        }
    }

    @Test func noChangedByteEndsTheProcess() throws {
        var generator = FixedGenerator(state: 8)
        for position in 0..<container.directoryEnd {
            var data = container.data
            data[position] = UInt8.random(in: 0...255, using: &generator)
            if position.isMultiple(of: 3) { data[position] = 0xFF }
            try EmbedderTestContainer.withFile(data) { file in
                // Loading may succeed, for a score or a name of a piece may be anything.
                if let embedder = try? TextEmbedder.load(file, threads: 1) {
                    let vector = try embedder.embed(["ab 中"], as: .query)[0]
                    #expect(vector.contains { !$0.isFinite } == false)
                }
            }
        }
    }

    @Test func layerMatricesOfAnotherTypeAreRefused() throws {
        // The directory's entry for the first matrix of a layer: name, type, then its length.
        let name = try #require(container.data.firstRange(of: Data("l0.q.w".utf8)))
        var data = container.data
        data[name.upperBound] = 0
        try EmbedderTestContainer.withFile(data) { file in
            let error = #expect(throws: ModelFileError.self) {
                try TextEmbedder.load(file, threads: 1)
            }
            #expect(error?.message.contains("l0.q.w") == true)
        }
    }

    @Test func aMissingFileIsAnError() {
        #expect(throws: (any Error).self) {
            try TextEmbedder.load(URL(filePath: "/nonexistent/e5.bin"), threads: 1)
        }
    }

    // MARK: The definition

    private func plainVector(_ ids: [Int32]) -> [Float] {
        let hidden = EmbedderTestContainer.hidden
        func tensor(_ name: String) -> [Double] { (container.tensors[name] ?? []).map(Double.init) }
        func linear(_ x: [Double], _ name: String) -> [Double] {
            let weights = tensor(name + ".w")
            return tensor(name + ".b").enumerated().map { row, bias in
                x.indices.reduce(bias) { $0 + weights[row * x.count + $1] * x[$1] }
            }
        }
        func norm(_ x: [Double], _ name: String) -> [Double] {
            let mean = x.reduce(0, +) / Double(x.count)
            let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count)
            let (scale, shift) = (tensor(name + ".w"), tensor(name + ".b"))
            return x.indices.map {
                (x[$0] - mean) / (variance + 1e-12).squareRoot() * scale[$0] + shift[$0]
            }
        }
        let (words, places, types) = (tensor("emb.word"), tensor("emb.pos"), tensor("emb.type"))
        var states = ids.enumerated().map { place, id in
            norm(
                (0..<hidden).map {
                    words[Int(id) * hidden + $0] + places[place * hidden + $0] + types[$0]
                }, "emb.ln")
        }
        let width = hidden / EmbedderTestContainer.heads
        for layer in 0..<EmbedderTestContainer.layers {
            let queries = states.map { linear($0, "l\(layer).q") }
            let keys = states.map { linear($0, "l\(layer).k") }
            let values = states.map { linear($0, "l\(layer).v") }
            let context = queries.map { query in
                (0..<hidden).map { column in
                    let head = column / width * width..<(column / width + 1) * width
                    let scores = keys.map { key in
                        exp(
                            head.reduce(0) { $0 + query[$1] * key[$1] } / Double(width).squareRoot()
                        )
                    }
                    let total = scores.reduce(0, +)
                    return zip(scores, values).reduce(0) { $0 + $1.0 / total * $1.1[column] }
                }
            }
            states = zip(states, context).map { state, context in
                norm(zip(state, linear(context, "l\(layer).ao")).map { $0 + $1 }, "l\(layer).aln")
            }
            states = states.map { state in
                let inner = linear(state, "l\(layer).fi").map {
                    $0 / 2 * (1 + erf($0 / 2.0.squareRoot()))
                }
                return norm(
                    zip(state, linear(inner, "l\(layer).fo")).map { $0 + $1 }, "l\(layer).oln")
            }
        }
        return (0..<hidden).map { column in
            Float(states.reduce(0) { $0 + $1[column] } / Double(states.count))
        }
    }
}

/// The cosine of the angle between two vectors.
func cosine(_ a: [Float], _ b: [Float]) -> Double {
    func product(_ a: [Float], _ b: [Float]) -> Double {
        zip(a, b).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
    return product(a, b) / (product(a, a) * product(b, b)).squareRoot()
}
