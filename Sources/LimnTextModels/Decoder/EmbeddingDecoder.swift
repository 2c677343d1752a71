import LimnTensors

/// A language model whose prompts are embeddings, so that pictures can stand among the tokens.
public protocol EmbeddingDecoder: SequenceDecoder {
    /// The length of an embedding.
    var width: Int { get }

    /// The embeddings of some tokens.
    ///
    /// - Throws: `GenerationError.unknownToken` if there is a token that the model does not have.
    func embed(_ tokens: some Sequence<Int32>) throws -> FloatMatrix

    /// Reads a prompt.
    ///
    /// - Parameters:
    ///   - inputs: The prompt's embeddings, one row a position, at least one.
    ///   - first: The first of the positions whose logits are wanted.
    /// - Returns: The sequence's state and one row of logits for each position from `first` on.
    /// - Throws: `TensorError` if memory is short.
    func begin(_ inputs: FloatMatrix, logitsFrom first: Int) throws -> (State, FloatMatrix)

    /// Reads more positions after those of a sequence.
    ///
    /// - Parameters:
    ///   - state: The sequence's state, which stays as it is.
    ///   - inputs: The embeddings, one row a position, at least one.
    ///   - first: The first of these positions whose logits are wanted.
    /// - Returns: The new state and one row of logits for each position from `first` on.
    /// - Throws: `TensorError` if memory is short.
    func extend(_ state: State, with inputs: FloatMatrix, logitsFrom first: Int) throws
        -> (State, FloatMatrix)
}
