import Foundation
import LimnTensors

/// The curve between the two matrices of a transformer's block.
enum BlockActivation: Sendable, Equatable {
    /// `x / (1 + e^(-1.702 x))`, as CLIP has it.
    case quickGELU
    /// The Gaussian error linear unit by its approximation with tanh, as SigLIP has it.
    case gelu
    /// `x / (1 + e^-x)`.
    case silu
    /// The Gaussian error linear unit itself, as BERT has it.
    case exactGELU

    /// The curve that a published configuration calls `name`.
    init?(published name: String) {
        switch name {
        case "quick_gelu": self = .quickGELU
        case "gelu_pytorch_tanh", "gelu_new", "gelu_fast": self = .gelu
        case "gelu": self = .exactGELU
        case "silu", "swish": self = .silu
        default: return nil
        }
    }

    func callAsFunction(_ input: FloatMatrix, on pool: WorkerPool) -> FloatMatrix {
        input.mapRows(on: pool) { from, to in
            if self == .exactGELU {
                to.update(from: from, count: input.columns)
                return TransformerOperations.gelu(to, count: input.columns)
            }
            for index in 0..<input.columns {
                let x = from[index]
                // (1 + tanh(u)) / 2 is 1 / (1 + e^(-2u)).
                let slope: Float =
                    switch self {
                    case .quickGELU: 1.702
                    case .silu, .exactGELU: 1
                    case .gelu: 2 * 0.797_884_56 * (1 + 0.044_715 * x * x)
                    }
                to[index] = x / (1 + expf(-slope * x))
            }
        }
    }
}
