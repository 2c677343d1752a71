import Foundation
import LimnModelFiles
import LimnTensors
import LimnTextModels

/// What `limn models quantize` did.
struct QuantizationReport: Encodable, CustomStringConvertible {
    struct Fallback: Encodable {
        let wanted: String
        let stored: String
        let columns: Int
        let tensors: Int
    }

    let path: String
    let bytes: Int
    let target: String
    let bitsPerWeight: Double
    /// How many tensors have each type.
    let tensors: [String: Int]
    /// The matrices whose rows are no whole number of the wanted type's blocks.
    let fallbacks: [Fallback]
    /// The types of the source that had been rounded before.
    let roundedTwice: [String]

    private enum CodingKeys: String, CodingKey {
        case path, bytes, target, tensors, fallbacks
        case bitsPerWeight = "bits_per_weight"
        case roundedTwice = "rounded_twice"
    }

    init(_ job: ModelQuantization, file: URL, target: QuantizationTarget) {
        path = file.path
        bytes = job.conversion.byteCount
        self.target = target.rawValue
        bitsPerWeight = (job.bitsPerWeight * 100).rounded() / 100
        tensors = Dictionary(
            job.types.map { ($0.type.name, $0.count) }, uniquingKeysWith: { first, _ in first })
        fallbacks = job.fallbacks.map { fallback, count in
            Fallback(
                wanted: fallback.wanted.name, stored: fallback.stored.name,
                columns: fallback.columns, tensors: count)
        }
        roundedTwice = job.roundedTwice.map(\.name)
    }

    var description: String {
        let kinds = tensors.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            .map { "\($0.value) \($0.key)" }.joined(separator: ", ")
        var lines = [
            "\(path): \(ByteCount.text(UInt64(bytes))), \(bitsPerWeight) bits a weight; tensors: \(kinds)"
        ]
        lines += fallbacks.map {
            "rows of \($0.columns) are no whole number of \($0.wanted) blocks: stored as \($0.stored) "
                + "in \($0.tensors) \($0.tensors == 1 ? "matrix" : "matrices")"
        }
        if !roundedTwice.isEmpty {
            lines.append(
                "weights in \(roundedTwice.joined(separator: ", ")) were rounded a second time; a "
                    + "model in F32, F16 or BF16 gives a better file")
        }
        return lines.joined(separator: "\n")
    }
}
