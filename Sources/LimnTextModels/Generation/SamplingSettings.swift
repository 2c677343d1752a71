/// How a token is chosen from the logits.
///
/// The steps run in the order of llama.cpp's default chain: repetition penalty, the ban on ending and
/// steering on the logits; then top-k, top-p and min-p on the probabilities at temperature 1; then the
/// temperature; then the draw. Top-p keeps the fewest most likely tokens whose probabilities reach it;
/// min-p keeps tokens at least `minP` times as likely as the most likely one.
public struct SamplingSettings: Sendable, Hashable, Codable {
    /// How flat the distribution is made; 0 takes the most likely token always.
    public var temperature: Double
    /// How many of the most likely tokens stay in the draw; 0 for all.
    public var topK: Int
    /// The probability that the tokens in the draw reach together; 1 for all.
    public var topP: Double
    /// The least probability relative to the most likely token's; 0 for all.
    public var minP: Double
    /// What the logits of recent tokens are divided by where positive and multiplied by where
    /// negative (Keskar et al., 2019); 1 for no change.
    public var repetitionPenalty: Double
    /// How many of the last tokens, prompt included, are penalised.
    public var repetitionWindow: Int
    /// Where the request's random numbers start. Equal requests with equal seeds get equal tokens,
    /// alone or in a batch.
    public var seed: UInt64

    /// Settings; by default greedy.
    public init(
        temperature: Double = 0, topK: Int = 0, topP: Double = 1, minP: Double = 0,
        repetitionPenalty: Double = 1, repetitionWindow: Int = 64, seed: UInt64 = 0
    ) {
        self.temperature = temperature
        self.topK = topK
        self.topP = topP
        self.minP = minP
        self.repetitionPenalty = repetitionPenalty
        self.repetitionWindow = repetitionWindow
        self.seed = seed
    }

    /// The most likely token, always.
    public static let greedy = SamplingSettings()

    /// What is wrong with the settings, or `nil`.
    var problem: String? {
        if !(temperature.isFinite && temperature >= 0) { return "the temperature is below 0" }
        if topK < 0 { return "top-k is below 0" }
        if !(topP > 0 && topP <= 1) { return "top-p is not above 0 and at most 1" }
        if !(minP >= 0 && minP <= 1) { return "min-p is not from 0 to 1" }
        if !(repetitionPenalty.isFinite && repetitionPenalty > 0) {
            return "the repetition penalty is not above 0"
        }
        return repetitionWindow < 0 ? "the repetition window is below 0" : nil
    }
}
