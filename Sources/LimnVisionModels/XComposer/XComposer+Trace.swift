import LimnModelFiles
import LimnTensors
import LimnTextModels

extension XComposer {
    /// Computes a prompt and notes everything on the way, from the embeddings to the logits of every
    /// position.
    ///
    /// - Throws: `ModelFileError` if the language model is not in single precision.
    public func trace(_ inputs: FloatMatrix, in trace: TensorTrace) throws {
        guard let language = language as? InternLMDecoder else {
            throw ModelFileError(
                file: location,
                message: "an imported model does not tell what it computes on its way",
                remedy: "give the folder that it was imported from")
        }
        trace.record("inputs_embeds", [1, inputs.rows, inputs.columns], inputs.values)
        var cache = language.makeCache()
        let logits = try language.logits(
            try language.forward(inputs, cache: &cache, trace: trace))
        trace.record("logits", [1, logits.rows, logits.columns], logits.values)
    }
}
