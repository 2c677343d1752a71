import Foundation
import LimnTensors
import LimnTokenizers

/// A sequence that grows: embeddings are read into it, and the model writes on.
///
/// ```swift
/// let session = model.language.makeSession()
/// try session.read(prompt)
/// let answer = try session.write(100, endingAt: tokenizer.endOfGenerationTokens)
/// ```
/// A session belongs to one thread at a time.
public protocol DecodingSession: AnyObject {
    /// The number of positions that the sequence has.
    var count: Int { get }

    /// Reads embeddings, one row a position, behind what is there.
    ///
    /// - Throws: `TensorError` if memory is short.
    func read(_ inputs: FloatMatrix) throws

    /// Lets the model write; something must have been read before.
    ///
    /// - Parameters:
    ///   - most: The most tokens.
    ///   - ends: Tokens after which it is done; they do not become part of the sequence.
    ///   - sampling: How tokens are chosen.
    ///   - steering: What tokens may be chosen.
    ///   - onToken: Told the tokens so far after each.
    /// - Returns: The tokens with their log-probabilities; the text stays empty.
    /// - Throws: `GenerationError`, the steering's error, or `CancellationError` if the task is
    ///   cancelled meanwhile.
    func write(
        _ most: Int, endingAt ends: Set<Int32>, sampling: SamplingSettings,
        steering: (any TokenSteering)?, onToken: ([Int32]) -> Void
    ) throws -> GenerationResult
}

extension EmbeddingDecoder {
    /// A session without any position.
    public func makeSession() -> any DecodingSession { EmbeddingSession(self) }
}

/// A session of any decoder of embeddings.
final class EmbeddingSession<Decoder: EmbeddingDecoder>: DecodingSession {
    private let decoder: Decoder
    private var state: Decoder.State?
    private var logits: [Float] = []
    /// A token that was written and not yet read.
    private var pending: [Int32] = []
    private var read = 0

    init(_ decoder: Decoder) {
        self.decoder = decoder
    }

    var count: Int { read + pending.count }

    func read(_ inputs: FloatMatrix) throws {
        guard inputs.rows > 0 else { return }
        var all = try decoder.embed(pending)
        all.append(inputs)
        let rows: FloatMatrix
        let next: Decoder.State
        if let state {
            (next, rows) = try decoder.extend(state, with: all, logitsFrom: all.rows - 1)
        } else {
            (next, rows) = try decoder.begin(all, logitsFrom: all.rows - 1)
        }
        state = next
        logits = rows.values
        read += all.rows
        pending = []
    }

    func write(
        _ most: Int, endingAt ends: Set<Int32>, sampling: SamplingSettings,
        steering: (any TokenSteering)?, onToken: ([Int32]) -> Void
    ) throws -> GenerationResult {
        guard state != nil, pending.isEmpty else { throw GenerationError.emptyPrompt(request: 0) }
        if let problem = sampling.problem {
            throw GenerationError.badSettings(request: 0, problem)
        }
        var steering = steering
        var sampler = Sampler(sampling, prompt: [], topLogProbabilities: 0, banned: [])
        var steps: [GenerationStep] = []
        var finish = GenerationFinish.length
        let start = ContinuousClock.now
        let promptTokens = read
        while steps.count < most {
            try Task.checkCancellation()
            let step = try logits.withUnsafeMutableBufferPointer {
                try sampler.choose($0, steering: &steering)
            }
            guard !ends.contains(step.id) else {
                finish = .endOfText
                break
            }
            steps.append(step)
            pending = [step.id]
            onToken(steps.map(\.id))
            if steering?.accept(step.id) == false {
                finish = .steering
                break
            }
            if steps.count < most { try advance(over: step.id) }
        }
        return GenerationResult(
            ids: steps.map(\.id), text: "", finish: finish, steps: steps,
            promptTokens: promptTokens, reusedTokens: 0, prefillSeconds: 0,
            decodeSeconds: start.duration(to: .now).seconds)
    }

    private func advance(over token: Int32) throws {
        guard let state else { return }
        let (states, rows) = try decoder.step([(state, token)])
        self.state = states[0]
        logits = rows[0]
        read += 1
        pending = []
    }
}
