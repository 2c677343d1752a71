import Foundation
import LimnModelFiles
import LimnTensors
import LimnTextModels
import LimnTokenizers

/// Makes one GGUF file of the folder that InternLM-XComposer is published as: quantised, the adapters
/// merged into their layers, the tokenizer beside the weights.
///
/// Weights are read, merged, quantised and written some rows at a time, so memory does not grow with the
/// model.
public struct XComposerImport: Sendable {
    /// How exactly a part of the model is stored.
    public enum Precision: String, Sendable, CaseIterable {
        /// 4 bits, and 6 for the matrices that matter most.
        case bits4 = "q4"
        /// 8 bits.
        case bits8 = "q8"
        /// Half precision.
        case half = "f16"
        /// Single precision.
        case single = "f32"
    }

    /// A tensor of the new file, and where it comes from.
    struct Plan: Sendable {
        let name: String
        let source: String
        /// The dimensions, the one that varies slowest first.
        let shape: [Int]
        let type: ElementType
        /// The names of A and B of an adapter that is merged.
        let adapter: (down: String, up: String)?
    }

    /// The tensors in the order in which they are written.
    let plans: [Plan]
    private let weights: WeightFolder
    let configuration: XComposerConfiguration
    let tokenizer: SentencePieceVocabulary?

    /// How many elements are in memory at once.
    private static let chunk = 1 << 22

    /// Reads the folder's configuration and directory of tensors.
    ///
    /// - Parameters:
    ///   - folder: The folder, with `config.json`, the weights and, for texts, `tokenizer.model`.
    ///   - language: How the language model's matrices are stored.
    ///   - vision: How those of the vision side are stored.
    /// - Throws: `ModelFileError` that names every tensor that is missing, not known or of another shape,
    ///   or what else is wrong with a file.
    public init(_ folder: URL, language: Precision = .bits4, vision: Precision = .bits8) throws {
        weights = try WeightFolder(folder)
        configuration = try XComposerConfiguration(folder.appending(path: "config.json"))
        let tensors = XComposerTensors(configuration)
        try tensors.check(weights)
        guard configuration.language.hasAttentionBiases else {
            throw ModelFileError(
                file: folder, message: "the language model's projections have no biases",
                remedy: "give a model of the first generation of InternLM")
        }
        let file = folder.appending(path: InternLMTokenizer.fileName)
        tokenizer =
            FileManager.default.fileExists(atPath: file.path)
            ? try InternLMTokenizer.vocabulary(file) : nil
        plans = tensors.shapes.sorted { $0.key < $1.key }.compactMap { name, shape in
            Plan(name, shape: shape, among: tensors.shapes, language: language, vision: vision)
        }
    }

    /// The bytes of all elements in the new file.
    public var byteCount: Int {
        plans.reduce(0) { $0 + ($1.type.byteCount(of: $1.shape.reduce(1, *)) ?? 0) }
    }

    /// Writes the file.
    ///
    /// - Parameters:
    ///   - file: Where to; a file that is there is replaced once the new one is whole.
    ///   - pool: The threads that work.
    ///   - progress: Called with the bytes written and those of all elements.
    /// - Throws: `ModelFileError` if a weight is not a number, a file is damaged or the disk is full.
    public func write(
        to file: URL, on pool: WorkerPool, progress: (Int, Int) -> Void = { _, _ in }
    ) throws {
        let writer = try GGUFWriter(
            file, values: try values(), tensors: try plans.map { try $0.tensor(in: file) })
        var written = 0
        for plan in plans {
            let columns = plan.shape.last ?? 1
            let rows = plan.shape.dropLast().reduce(1, *)
            let update = try update(plan)
            let step = max(1, Self.chunk / columns)
            for first in stride(from: 0, to: rows, by: step) {
                let range = first..<min(first + step, rows)
                let part = try part(plan, rows: range, columns: columns, update: update)
                let bytes = try quantized(part, plan, on: pool)
                try writer.write(bytes)
                written += bytes.count
                progress(written, byteCount)
            }
            for name in [plan.source, plan.adapter?.down, plan.adapter?.up] {
                if let name { weights.release(name) }
            }
        }
        try writer.finish()
    }

    private func update(_ plan: Plan) throws -> LoRAUpdate? {
        guard let adapter = plan.adapter else { return nil }
        let shape = [configuration.language.adapterRank, plan.shape[1]]
        let scale =
            configuration.language.adapterAlpha / Double(configuration.language.adapterRank)
        return LoRAUpdate(
            down: FloatMatrix(
                columns: shape[1], values: try weights.floats(adapter.down, shape: shape)),
            scale: Float(scale))
    }

    private func part(
        _ plan: Plan, rows: Range<Int>, columns: Int, update: LoRAUpdate?
    ) throws -> FloatMatrix {
        var part = FloatMatrix(
            columns: columns,
            values: try weights.elements(
                plan.source, shape: plan.shape,
                range: rows.lowerBound * columns..<rows.upperBound * columns))
        if let update, let adapter = plan.adapter {
            let rank = configuration.language.adapterRank
            update.add(
                FloatMatrix(
                    columns: rank,
                    values: try weights.elements(
                        adapter.up, shape: [plan.shape[0], rank],
                        range: rows.lowerBound * rank..<rows.upperBound * rank)), to: &part)
        }
        return part
    }

    private func quantized(
        _ part: FloatMatrix, _ plan: Plan, on pool: WorkerPool
    ) throws -> [UInt8] {
        let rowBytes = plan.type.byteCount(of: part.columns) ?? 0
        // One number a row, so that no two threads write the same.
        var failures = [UInt8](repeating: 0, count: part.rows)
        let bytes = [UInt8](unsafeUninitializedCapacity: part.rows * rowBytes) {
            target, initialized in
            part.values.withUnsafeBufferPointer { source in
                failures.withUnsafeMutableBufferPointer { failures in
                    guard let start = failures.baseAddress, let target = target.baseAddress else {
                        return
                    }
                    pool.run(part.rows) { row, _ in
                        let line = UnsafeBufferPointer(
                            rebasing: source[row * part.columns..<(row + 1) * part.columns])
                        guard let bytes = TransformerOperations.quantize(line, as: plan.type) else {
                            start[row] = 1
                            return
                        }
                        (target + row * rowBytes).initialize(from: bytes, count: rowBytes)
                    }
                }
            }
            initialized = failures.contains(1) ? 0 : part.rows * rowBytes
        }
        guard !failures.contains(1) else {
            throw ModelFileError(
                file: weights.location,
                message: "the tensor \(plan.source) holds what is no finite number",
                remedy: "download the folder again, it may be damaged")
        }
        return bytes
    }
}
