import LimnTensors
import LimnTextModels

/// A piece of a prompt in which pictures stand among the tokens.
public enum PromptPart: Sendable, Hashable {
    /// Tokens.
    case tokens([Int32])
    /// What stands for a picture or a part of one, one row a position.
    case picture(FloatMatrix)

    /// How many positions it takes.
    public var count: Int {
        switch self {
        case .tokens(let ids): ids.count
        case .picture(let rows): rows.rows
        }
    }
}

extension EmbeddingDecoder {
    /// The embeddings of a prompt.
    ///
    /// - Throws: `GenerationError.unknownToken` if there is a token that the model does not have.
    public func embed(_ parts: [PromptPart]) throws -> FloatMatrix {
        var result = FloatMatrix(rows: 0, columns: width)
        for part in parts {
            switch part {
            case .tokens(let ids): result.append(try embed(ids))
            case .picture(let rows): result.append(rows)
            }
        }
        return result
    }
}
