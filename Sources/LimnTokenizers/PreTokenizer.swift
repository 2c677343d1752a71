/// Cuts text into the words inside which byte pairs merge.
///
/// Each case is a regular expression of llama.cpp's, run by hand over Unicode scalars. Names are
/// those of the GGUF key `tokenizer.ggml.pre`.
public enum PreTokenizer: String, Sendable, CaseIterable {
    /// GPT-2: `'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`.
    case gpt2 = "gpt-2"
    /// SmolLM: each `\p{N}` alone, then the GPT-2 pattern on what lies between.
    case smollm
    /// Qwen 2: contractions in either case, `[^\r\n\p{L}\p{N}]?\p{L}+`, single numbers,
    /// ` ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`.
    case qwen2
    /// Llama 3: as Qwen 2, but up to three numbers together, and whole words that are tokens are
    /// taken without merging.
    case llama3 = "llama-bpe"

    /// Calls `body` with the byte range of each word of `text`, which must be UTF-8.
    func forEachWord(in text: ArraySlice<UInt8>, _ body: (Range<Int>) -> Void) {
        let scan = ScalarText(text)
        var start = 0
        var number = 0
        while start < scan.count {
            let end: Int
            switch self {
            case .gpt2: end = scan.endOfGPT2Word(start, limit: scan.count)
            case .smollm:
                // The text between two numbers is cut as if it stood alone, so the GPT-2 pattern
                // must not look past the next number.
                if start >= number { number = scan.nextNumber(from: start) }
                end = start == number ? start + 1 : scan.endOfGPT2Word(start, limit: number)
                if start == number { number = end }
            case .qwen2: end = scan.endOfQwenWord(start, numbers: 1)
            case .llama3: end = scan.endOfQwenWord(start, numbers: 3)
            }
            body(scan.offsets[start]..<scan.offsets[end])
            start = end
        }
    }
}
