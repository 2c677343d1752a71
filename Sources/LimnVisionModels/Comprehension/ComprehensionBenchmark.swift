import Foundation

/// Benchmarks of comprehension whose published files can be read.
public enum ComprehensionBenchmark: String, Sendable, CaseIterable {
    /// MME (Fu et al., 2023): fourteen subtasks of yes-or-no questions, two a picture.
    case mme
    /// MMBench (Liu et al., 2023) and its translation, each question asked with its options in every turn.
    case mmbench
    /// The same questions in Chinese.
    case mmbenchCN = "mmbench-cn"
    /// CCBench, on Chinese culture, in MMBench's format.
    case ccbench
    /// SEED-Bench (Li et al., 2023), its questions about pictures.
    case seed = "seed-bench"
    /// Q-Bench (Wu et al., 2023), its questions on perception: how sharp, noisy or bright pictures are.
    case qBench = "q-bench"
    /// Tiny LVLM-eHub (Shao et al., 2023): free answers that count by their words.
    case tinyLVLM = "tiny-lvlm"

    /// Whether a question counts only if it is answered right in every turn of its options.
    public var isCircular: Bool {
        switch self {
        case .mmbench, .mmbenchCN, .ccbench: true
        case .mme, .seed, .qBench, .tinyLVLM: false
        }
    }

    /// The questions.
    ///
    /// - Parameter data: The benchmark as it is published: MME's folder, the TSV file of MMBench and
    ///   CCBench, SEED-Bench's folder with `SEED-Bench.json` and `SEED-Bench-image`, or the JSON file of
    ///   Q-Bench's LLVisionQA beside its `images`, or Tiny LVLM's folder with a folder an ability.
    /// - Throws: ``ComprehensionError`` that names the file and line.
    public func questions(in data: URL) throws -> [ComprehensionQuestion] {
        switch self {
        case .mme: try MMEFolder.questions(in: data)
        case .mmbench, .mmbenchCN, .ccbench: try MMBenchFile.questions(in: data)
        case .seed: try SeedBenchFolder.questions(in: data)
        case .qBench: try QBenchFile.questions(in: data)
        case .tinyLVLM: try TinyLVLMFolder.questions(in: data)
        }
    }
}
