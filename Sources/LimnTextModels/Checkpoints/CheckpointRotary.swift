import Foundation
import LimnModelFiles

/// How a published model turns its positions.
struct CheckpointRotary: Sendable {
    /// The base of the frequencies.
    let base: Double
    /// The base in layers with a window, where there are such.
    let windowBase: Double
    /// What positions are divided by; 1 for nothing.
    let factor: Double
    /// What the frequency of each pair is divided by; `nil` for nothing.
    let pairFactors: [Float]?

    /// - Throws: `ModelFileError` if the method is one that Limn does not know.
    init(
        _ c: CheckpointConfiguration, family: CheckpointFamily, sizes: CheckpointSizes, file: URL
    ) throws {
        let full = c.rotaryKinds?.full ?? c.rotary
        base = full?.base ?? c.rotaryBase ?? family.rotaryBase
        windowBase = c.rotaryKinds?.sliding?.base ?? c.localRotaryBase ?? 10_000
        func refuse(_ message: String) -> ModelFileError {
            ModelFileError(
                file: file, message: message,
                remedy: "choose a model whose positions are not extended, or linearly, or as "
                    + "Llama 3's")
        }
        let scaling = [full, c.scaling].compactMap { $0 }.first {
            ($0.kind ?? $0.olderKind ?? "default") != "default"
        }
        guard full?.share ?? 1 == 1, base.isFinite, base > 0, windowBase.isFinite, windowBase > 0
        else { throw refuse("the rotary base makes no sense, or only parts of heads are turned") }
        let method = scaling?.kind ?? scaling?.olderKind ?? "default"
        switch method {
        // The dynamic method changes nothing up to max_position_embeddings.
        case "default", "dynamic":
            (factor, pairFactors) = (1, nil)
        case "linear":
            guard let factor = scaling?.factor, factor.isFinite, factor > 0 else {
                throw refuse("the factor of rope_scaling is no number above 0")
            }
            (self.factor, pairFactors) = (factor, nil)
        case "llama3":
            guard let scaling, let factors = Self.llama3(scaling, base: base, size: sizes.headSize)
            else {
                throw refuse("rope_scaling of the kind llama3 lacks a number, or has a wrong one")
            }
            guard family.architecture == LlamaFamily.architecture else {
                throw refuse("positions are scaled by llama3 in a model that is no Llama")
            }
            (factor, pairFactors) = (1, factors)
        default:
            throw refuse("positions are scaled by \(method.prefix(40))")
        }
    }

    /// Llama 3.1's: slow pairs are slowed by a factor, fast ones are not, and those between partly.
    private static func llama3(
        _ scaling: CheckpointConfiguration.Rotary, base: Double, size: Int
    ) -> [Float]? {
        let original = scaling.originalPositions ?? 8_192
        let (low, high) = (scaling.lowFactor ?? 1, scaling.highFactor ?? 4)
        guard let factor = scaling.factor, factor.isFinite, factor > 0, original > 0, low > 0,
            high > low, original.isFinite, high.isFinite
        else { return nil }
        return (0..<size / 2).map { pair in
            let length = 2 * Double.pi * pow(base, 2 * Double(pair) / Double(size))
            if length < original / high { return 1 }
            if length > original / low { return Float(factor) }
            let share = (original / length - low) / (high - low)
            return Float(1 / ((1 - share) / factor + share))
        }
    }
}
