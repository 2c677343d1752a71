import Foundation

/// A `tokenizer.model` of 128 pieces, one for each of some characters, with the control tokens where the
/// tiny InternLM-XComposer has them.
public enum TinySentencePieces {
    /// The file's bytes.
    public static var file: Data {
        var pieces = [("<unk>", 2), ("<s>", 3), ("</s>", 3)]
        let characters = "ABCDSegabcdefhiklmnoprstuwy0123456789<>\"\n .,\u{2581}"
        pieces += Set(characters).map(String.init).sorted().map { ($0, 1) }
        while pieces.count < 128 { pieces.append(("unused\(pieces.count)", 1)) }
        pieces[120] = ("<TOKENS_UNUSED_0>", 4)
        pieces[121] = ("<TOKENS_UNUSED_1>", 4)
        var bytes: [UInt8] = []
        for (index, (text, kind)) in pieces.enumerated() {
            let name = Array(text.utf8)
            let score = withUnsafeBytes(of: (-Float(index)).bitPattern.littleEndian) { Array($0) }
            let piece = [0x0A, UInt8(name.count)] + name + [0x15] + score + [0x18, UInt8(kind)]
            bytes += [0x0A, UInt8(piece.count)] + piece
        }
        // The trainer's kind is BPE; the normaliser leaves texts as they are and adds no space.
        let trainer: [UInt8] = [0x18, 2]
        let normalizer: [UInt8] = [0x0A, 8] + Array("identity".utf8) + [0x18, 0, 0x20, 0, 0x28, 1]
        bytes += [0x12, UInt8(trainer.count)] + trainer
        bytes += [0x1A, UInt8(normalizer.count)] + normalizer
        return Data(bytes)
    }
}
