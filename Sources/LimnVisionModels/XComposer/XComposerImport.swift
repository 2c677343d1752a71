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

    /// Reads the folder's configuration and directory of tensors.
    ///
    /// - Parameters:
    ///   - folder: The folder, with `config.json`, the weights and, for texts, `tokenizer.model`.
    ///   - language: How the language model's matrices are stored.
    ///   - vision: How those of the vision side are stored.
    /// - Throws: `ModelFileError` that names every tensor that is missing, not known or of another shape,
    ///   or what else is wrong with a file.
    public init(_ folder: URL, language: WeightPrecision = .bits4, vision: WeightPrecision = .bits8)
        throws
    {
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
        let conversion = TensorConversion(
            items: plans.map(item), location: weights.location)
        try conversion.write(to: file, values: try values(), on: pool, progress: progress)
    }

    private func item(_ plan: Plan) -> ConvertedTensor {
        ConvertedTensor(
            name: plan.name, shape: plan.shape, type: plan.type, source: plan.source,
            contents: .rows {
                let update = try update(plan)
                return { rows in
                    try part(plan, rows: rows, columns: plan.shape.last ?? 1, update: update)
                }
            },
            release: {
                for name in [plan.source, plan.adapter?.down, plan.adapter?.up] {
                    if let name { weights.release(name) }
                }
            })
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
}
