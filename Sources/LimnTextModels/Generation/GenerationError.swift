/// A request that cannot be met.
public enum GenerationError: Error, Equatable, CustomStringConvertible, Sendable {
    /// A request without tokens; its number.
    case emptyPrompt(request: Int)
    /// A request that needs more positions than the model has.
    case tooLong(request: Int, prompt: Int, maxTokens: Int, contextLength: Int)
    /// A request whose keys and values memory has no room for: the bytes they take in the cache's
    /// precision, and those there are.
    case tooLarge(
        request: Int, prompt: Int, maxTokens: Int, bytes: Int, available: Int,
        cache: CachePrecision)
    /// A request with a token that the model does not have.
    case unknownToken(request: Int, token: Int32, vocabularySize: Int)
    /// A request whose settings make no sense.
    case badSettings(request: Int, String)
    /// Logits that are not numbers: a damaged file.
    case notANumber
    /// Steering forbade every token.
    case nothingAllowed

    /// Whether the request is at fault, rather than the model.
    public var isOfRequest: Bool {
        switch self {
        case .emptyPrompt, .tooLong, .tooLarge, .unknownToken, .badSettings: true
        case .notANumber, .nothingAllowed: false
        }
    }

    /// What is wrong and what to do. Requests are counted from 1.
    public var description: String {
        switch self {
        case .emptyPrompt(let request):
            "request \(request + 1) has an empty prompt; give it at least one token"
        case .tooLong(let request, let prompt, let maxTokens, let contextLength):
            "request \(request + 1) needs \(prompt) tokens of prompt and \(maxTokens) more, but the "
                + "model has room for \(contextLength); shorten the prompt or ask for fewer tokens"
        case .tooLarge(
            let request, let prompt, let maxTokens, let bytes, let available, let cache):
            "request \(request + 1) needs \(prompt) tokens of prompt and \(maxTokens) more, whose keys "
                + "and values take \(bytes / 1_000_000 + 1) MB in \(cache.rawValue), but "
                + "\(available / 1_000_000) MB of memory are free; shorten the prompt, ask for fewer "
                + "tokens" + (cache == .f16 ? ", or keep keys and values in q8" : "")
        case .unknownToken(let request, let token, let size):
            "request \(request + 1) has the token \(token), but the model's tokens are 0 to "
                + "\(size - 1); use the model's own tokenizer"
        case .badSettings(let request, let problem):
            "request \(request + 1): \(problem); correct the setting"
        case .notANumber:
            "the model's output is not a number; its file is damaged, fetch it again"
        case .nothingAllowed:
            "no token is allowed as the next one; loosen the grammar or the other constraints"
        }
    }
}
