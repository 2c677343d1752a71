import LimnModelFiles
import LimnTextModels

extension PairImport {
    func textConversion() -> TensorConversion {
        TensorConversion(
            items: text.tensors(of: weights) { name, shape, _ in
                // Much depends on these, which are stored more finely.
                let isImportant =
                    name == "output.weight"
                    || [".attn_v.", ".ffn_down."].contains { name.contains($0) }
                return language.type(columns: shape[1], isImportant: isImportant)
            }, location: weights.location)
    }
}
