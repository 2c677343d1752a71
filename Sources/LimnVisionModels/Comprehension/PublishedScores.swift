/// Scores that others have published for a benchmark, to be printed beside a model's own.
///
/// The figures are those of InternLM-XComposer's own repository, `InternLM-XComposer-1.0`: `README.md` and
/// `evaluation` (`mme/MME_Bench.md`, `mmbench/MMBench.md` and its pictures of the leaderboards of
/// September 2023, `seed_bench/SEED.md`); the last four abilities of SEED-Bench those of the leaderboard's
/// `result.csv`. Where these say nothing there is no figure. Answers there are free, not held to the options,
/// and those to the tests of MMBench, whose answers are not published.
public struct PublishedScores: Sendable, Hashable {
    /// The model.
    public let model: String
    /// Its language model.
    public let language: String
    /// Its scores, in the order of ``ComprehensionTable``'s columns; `nil` where none is known.
    public let values: [Double?]

    private init(_ model: String, _ language: String, _ values: Double?...) {
        self.model = model
        self.language = language
        self.values = values
    }

    /// Those of a benchmark, best first.
    public static func of(_ benchmark: ComprehensionBenchmark) -> [PublishedScores] {
        switch benchmark {
        case .mme: mme
        case .mmbench: mmbench
        case .mmbenchCN: mmbenchCN
        case .ccbench: ccbench
        case .seed: seed
        case .qBench: qBench
        case .tinyLVLM: tinyLVLM
        }
    }

    private static let xcomposer = "InternLM-XComposer-VL"

    private static let mme = [
        PublishedScores(
            xcomposer, "InternLM-7B", 1919.5, 1528.4, 391.1, 190, 158.3, 126.7, 165, 125, 161.9,
            150.3, 159.8, 165.3, 126.3, 138.6, 55, 112.5, 85),
        PublishedScores("Qwen-VL-Chat", "Qwen-7B", 1848.3, 1487.6),
        PublishedScores("MMICL", "FlanT5xxl", 1810.7, 1381.7),
        PublishedScores("Skywork-MM", "Skywork-MM-13B", 1775.5, 1419.1),
        PublishedScores("BLIVA", "FlanT5xxl", 1669.2, 1337.7),
    ]

    private static let mmbench = [
        PublishedScores(xcomposer, "InternLM-7B", 74.4, 50.6, 82.0, 76.1, 79.3, 59.2),
        PublishedScores("Pink", "Vicuna-7B", 74.1, 58.5, 78.2, 73.2, 77.3, 67.2),
        PublishedScores("JiuTian", "FLANT5-XXL", 71.8, 58.0, 82.0, 74.2, 70.8, 60.4),
        PublishedScores("WeMM", "InternLM-7B", 69.0, 52.8, 81.7, 58.2, 71.3, 59.2),
        PublishedScores("mPLUG-Owl", "LLaMA2 7B", 68.5, 56.8, 77.9, 62.0, 72.0, 58.4),
        PublishedScores("MMICL", "FLANT5-XXL", 65.2, 44.3, 77.9, 64.8, 66.5, 53.6),
    ]

    private static let mmbenchCN = [
        PublishedScores(xcomposer, "InternLM-7B", 72.4, 44.5, 79.5, 83.4, 71.6, 56.3),
        PublishedScores("Qwen-VL-Chat", "Qwen-7B", 56.3, 35.3, 63.5, 46.0, 63.6, 43.7),
        PublishedScores("LLaVA", "LLaMA 7B", 36.6, 15.0, 52.4, 17.1, 34.4, 27.5),
        PublishedScores("VisualGLM", "ChatGLM 6B", 25.6, 5.2, 42.0, 18.0, 24.1, 13.0),
        PublishedScores("mPLUG-Owl", "LLaMA2 7B", 24.9, 6.9, 34.0, 17.5, 33.4, 8.5),
        PublishedScores("InstructBLIP", "Vicuna 7B", 23.9, 9.2, 38.5, 16.6, 20.9, 15.0),
    ]

    private static let ccbench = [
        PublishedScores(xcomposer, "InternLM-7B", 47.6, 50.9, 53.5, 42.0, 10.3, 55.0),
        PublishedScores("Qwen-VL-Chat", "Qwen-7B", 39.3, 40.4, 33.3, 31.9, 3.4, 67.0),
        PublishedScores("mPLUG-Owl", "LLaMA2 7B", 12.9, 22.8, 17.2, 6.7, 0.0, 25.0),
        PublishedScores("InstructBLIP", "Vicuna 7B", 12.1, 8.8, 9.1, 21.0, 0.0, 12.0),
        PublishedScores("VisualGLM", "ChatGLM 6B", 9.2, 14.0, 11.1, 8.4, 0.0, 14.0),
        PublishedScores("LLaVA", "LLaMA 7B", 8.3, 10.5, 8.1, 7.6, 1.7, 8.0),
    ]

    private static let seed = [
        PublishedScores(
            xcomposer, "InternLM-7B", 66.9, 75.0, 71.7, 67.6, 60.8, 56.2, 55.3, 74.4, 77.0, 48.5),
        PublishedScores("Qwen-VL-Chat", "Qwen-7B", 65.4, 73.3, 67.3, 69.6, 57.7, 52.9),
        PublishedScores("Qwen-VL", "Qwen-7B", 62.3, 71.2, 66.4, 67.7, 53.5, 44.8),
        PublishedScores("InstructBLIP-Vicuna", "Vicuna-7B", 58.8, 60.2, 58.9, 65.6, 43.6, 57.2),
        PublishedScores("InstructBLIP", "Flan-T5-XL", 57.8, 60.3, 58.5, 63.4, 40.6, 58.4),
        PublishedScores("Kosmos-2", "1.3B", 54.4, 63.4, 57.1, 58.5, 44.0, 41.4),
    ]

    private static let qBench = [
        PublishedScores(xcomposer, "InternLM-7B", 65.4),
        PublishedScores("LLaVA-v1.5-13B", "", 62.1),
        PublishedScores("InstructBLIP-T5-XL", "", 61.5),
    ]

    private static let tinyLVLM = [
        PublishedScores(xcomposer, "InternLM-7B", 322.5),
        PublishedScores("Bard", "Bard", 319.6),
        PublishedScores("Qwen-VL-Chat", "Qwen-VL-Chat", 316.8),
    ]
}
